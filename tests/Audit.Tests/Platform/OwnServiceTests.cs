using NUnit.Framework;
using PenguinMails.ServiceDefaults;

namespace PenguinMails.Audit.Tests.Platform;

/// <summary>Tests that change something: each has a service of its own, with a database and queues of its own.</summary>
internal abstract class OwnServiceTests
{
    protected AuditService Service { get; private set; } = null!;

    /// <summary>A client of an administrator.</summary>
    protected HttpClient Admin { get; private set; } = null!;

    /// <summary>Clients of two administrators who have confirmed that it is them.</summary>
    protected HttpClient Alice { get; private set; } = null!;

    /// <inheritdoc cref="Alice"/>
    protected HttpClient Bob { get; private set; } = null!;

    [SetUp]
    public async Task StartServiceAsync()
    {
        Service = await AuditService.StartAsync();
        Admin = Service.Client(Roles.Admin);
        Alice = Service.SteppedUpAdmin("alice");
        Bob = Service.SteppedUpAdmin("bob");
    }

    [TearDown]
    public async Task StopServiceAsync()
    {
        Admin.Dispose();
        Alice.Dispose();
        Bob.Dispose();
        await Service.DisposeAsync();
    }
}

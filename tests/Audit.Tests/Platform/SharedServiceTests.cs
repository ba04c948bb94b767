using NUnit.Framework;
using PenguinMails.ServiceDefaults;

namespace PenguinMails.Audit.Tests.Platform;

/// <summary>Tests that only ask: those of one fixture share a service.</summary>
internal abstract class SharedServiceTests
{
    protected AuditService Service { get; private set; } = null!;

    /// <summary>A client of an administrator.</summary>
    protected HttpClient Admin { get; private set; } = null!;

    [OneTimeSetUp]
    public async Task StartServiceAsync()
    {
        Service = await AuditService.StartAsync();
        Admin = Service.Client(Roles.Admin);
    }

    [OneTimeTearDown]
    public async Task StopServiceAsync()
    {
        Admin.Dispose();
        await Service.DisposeAsync();
    }
}

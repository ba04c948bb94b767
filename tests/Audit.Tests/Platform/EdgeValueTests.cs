using NUnit.Framework;
using PenguinMails.TestKit;
using static PenguinMails.Audit.Tests.Platform.Records;

namespace PenguinMails.Audit.Tests.Platform;

/// <summary>No value that a caller can send is a fault of the service.</summary>
[Category("Component")]
internal sealed class EdgeValueTests : SharedServiceTests
{
    [Test]
    public async Task AnyOperation_EdgeValues_AreAnsweredOrRefused()
    {
        using var anonymous = Service.Client(role: null);
        using var admin = Service.SteppedUpAdmin("alice");
        using var tenant = Service.TenantClient(Tenant);

        var failures = await EdgeRequests.FindFailuresAsync(anonymous, path => path.StartsWith("/api/v1/tenant/", StringComparison.Ordinal) ? tenant : admin);

        Assert.That(failures, Is.Empty);
    }
}

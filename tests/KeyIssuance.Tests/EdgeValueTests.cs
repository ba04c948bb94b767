using PenguinMails.ServiceDefaults;
using PenguinMails.TestKit;

namespace PenguinMails.KeyIssuance.Tests;

/// <summary>No value that a caller can send is a fault of the service.</summary>
[Category("Component")]
internal sealed class EdgeValueTests : WorldTests
{
    [Test]
    public async Task AnyOperation_EdgeValues_AreAnsweredOrRefused()
    {
        var issuer = await TestIssuer.SharedAsync();
        await using var service = await World.StartServiceAsync(
            new Dictionary<string, string>(StringComparer.Ordinal) { ["services__identity__http__0"] = issuer.Address.ToString() });
        await service.WaitHealthyAsync();
        using var admin = service.ClientOf(issuer, new TestTokens(Roles.Admin));
        using var owner = service.ClientOf(issuer, new TestTokens(Roles.TenantOwner) { TenantId = World.NewTenantId() });

        var failures = await EdgeRequests.FindFailuresAsync(service.Client, path => path.StartsWith("/api/v1/tenant/", StringComparison.Ordinal) ? owner : admin);

        Assert.That(failures, Is.Empty);
    }
}

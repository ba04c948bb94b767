using System.Net.Http.Headers;
using PenguinMails.Identity.Tests.Fixtures;
using PenguinMails.ServiceDefaults;
using PenguinMails.TestKit;

namespace PenguinMails.Identity.Tests;

/// <summary>No value that a caller can send is a fault of the service.</summary>
[Category("Component")]
internal sealed class EdgeValueTests : IdentityFixture
{
    [Test]
    public async Task AnyOperation_EdgeValues_AreAnsweredOrRefused()
    {
        using var admin = await ClientAsync(Roles.Admin);
        using var owner = await ClientAsync(Roles.TenantOwner);

        var failures = await EdgeRequests.FindFailuresAsync(Server.Client, path => path.StartsWith("/api/v1/admin/", StringComparison.Ordinal) ? admin : owner);

        Assert.That(failures, Is.Empty);
    }

    private async Task<HttpClient> ClientAsync(string role)
    {
        var person = await SteppedUp.NewAsync(Server, role);
        var client = new HttpClient { BaseAddress = Server.Client.BaseAddress };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", person.Session.Tokens.AccessToken);
        client.DefaultRequestHeaders.Add("X-Step-Up", person.Grant);
        return client;
    }
}

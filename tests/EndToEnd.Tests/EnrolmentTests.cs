using System.Net;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using PenguinMails.LocalComponents;
using PenguinMails.TestKit;
using PenguinMails.TestKit.Platform;

namespace PenguinMails.EndToEnd.Tests;

/// <summary>An admin puts a new tenant and its fresh server under management, over the gateway.</summary>
[DependsOnFixture(typeof(MainJobTests), AllowFailure = true)]
[Category("System")]
public sealed class EnrolmentTests
{
    private const string Tenants = "/api/v1/admin/tenants";

    private static SignedInUser Admin => RunningSystem.UserOf(DevelopmentUser.PlatformAdmin);

    [Test]
    public async Task Enrol_FreshServer_HasBothKeys_AndTheBootstrapKeyIsGone()
    {
        await using var server = await TestSshServer.StartAsync(new TestSshServerOptions { TenantAccounts = [] });
        var tenantId = new Guid(RandomNumberGenerator.GetBytes(16));
        var account = $"tenant-{tenantId.ToString()[..8]}";
        var bootstrapKey = await File.ReadAllTextAsync(server.BootstrapKeyPath);

        var enrolment = await Admin.RunOperationAsync(Tenants, Request(tenantId, server, server.HostKey, bootstrapKey));

        Assert.That((string)enrolment["status"]!, Is.EqualTo("succeeded"), () => enrolment.ToJsonString());
        await Eventually.Async(
            async () => (await server.RunAsRootAsync($"cat /home/{account}/.ssh/authorized_keys || :")).Contains("penguinmails:", StringComparison.Ordinal),
            what: "The tenant's first key on the server");
        var adminKeys = await server.RunAsRootAsync($"cat ~{TenantServer.AdminAccount}/.ssh/authorized_keys");
        Assert.That(adminKeys.Split('\n', StringSplitOptions.RemoveEmptyEntries), Has.Length.EqualTo(1).And.All.Contains("penguinmails:"));

        using var again = await Admin.SendAsync(HttpMethod.Post, Tenants, Request(tenantId, server, server.HostKey, bootstrapKey), stepUp: true);
        Assert.That((string)(await SignedInUser.ReadAsync(again, HttpStatusCode.Conflict))["code"]!, Is.EqualTo("tenant_exists"));

        var neighbour = Guid.Parse($"{tenantId.ToString()[..8]}-{Guid.CreateVersion7().ToString()[9..]}");
        using var taken = await Admin.SendAsync(HttpMethod.Post, Tenants, Request(neighbour, server, server.HostKey, bootstrapKey), stepUp: true);
        Assert.That((string)(await SignedInUser.ReadAsync(taken, HttpStatusCode.Conflict))["code"]!, Is.EqualTo("account_taken"));

        // Both keys rotate by the same machinery.
        foreach (var name in new[] { "tenant", "admin" })
        {
            await RotateAsync($"/api/v1/admin/secrets/tenant/{tenantId}/ssh/{name}/rotate");
        }
    }

    [Test]
    public async Task Enrol_ServerShowsAnotherHostKey_FailsWithTheCause_AndCanBeCorrected()
    {
        await using var server = await TestSshServer.StartAsync(new TestSshServerOptions { TenantAccounts = [] });
        await using var other = await TestSshServer.StartAsync(new TestSshServerOptions { TenantAccounts = [] });
        var bootstrapKey = await File.ReadAllTextAsync(server.BootstrapKeyPath);

        var enrolment = await Admin.RunOperationAsync(Tenants, Request(new Guid(RandomNumberGenerator.GetBytes(16)), server, other.HostKey, bootstrapKey));

        Assert.That((string)enrolment["status"]!, Is.EqualTo("failed"), () => enrolment.ToJsonString());
        Assert.That(enrolment.ToJsonString(), Does.Contain("host key"));
        Assert.That(server.Log, Does.Not.Contain("Accepted"), "nothing was sent to it");
    }

    [Test]
    public async Task Server_IsLost_IsAbandonedAndReplaced()
    {
        await using var lost = await TestSshServer.StartAsync(new TestSshServerOptions { TenantAccounts = [] });
        await using var fresh = await TestSshServer.StartAsync(new TestSshServerOptions { TenantAccounts = [] });
        var tenantId = new Guid(RandomNumberGenerator.GetBytes(16));
        var server = $"{Tenants}/{tenantId}/server";
        await Admin.RunOperationAsync(Tenants, Request(tenantId, lost, lost.HostKey, await File.ReadAllTextAsync(lost.BootstrapKeyPath)));
        var replacement = ServerOf(fresh, fresh.HostKey, await File.ReadAllTextAsync(fresh.BootstrapKeyPath));
        using (var inUse = await Admin.SendAsync(HttpMethod.Put, server, replacement, stepUp: true))
        {
            Assert.That((string)(await SignedInUser.ReadAsync(inUse, HttpStatusCode.Conflict))["code"]!, Is.EqualTo("server_in_use"));
        }

        await lost.StopAsync();
        var abandonment = await Admin.RunOperationAsync(server + "/abandon", new { reason = "the data centre burnt down" });
        Assert.That((string)abandonment["status"]!, Is.EqualTo("succeeded"), () => abandonment.ToJsonString());
        using (var gone = await Admin.SendAsync(
            HttpMethod.Post, $"/api/v1/admin/secrets/tenant/{tenantId}/ssh/tenant/rotate", new { reason = "too late" }, stepUp: true))
        {
            Assert.That((string)(await SignedInUser.ReadAsync(gone, HttpStatusCode.Conflict))["code"]!, Is.EqualTo("no_server"));
        }

        using var accepted = await Admin.SendAsync(HttpMethod.Put, server, replacement, stepUp: true);
        var enrolment = await Admin.FollowAsync(
            accepted.Headers.Location!.ToString(), await SignedInUser.ReadAsync(accepted, HttpStatusCode.Accepted));
        Assert.That((string)enrolment["status"]!, Is.EqualTo("succeeded"), () => enrolment.ToJsonString());
        using var unknown = await Admin.SendAsync(
            HttpMethod.Post, $"{Tenants}/{Guid.CreateVersion7()}/server/abandon", new { reason = "no such tenant" }, stepUp: true);
        Assert.That(unknown.StatusCode, Is.EqualTo(HttpStatusCode.NotFound));
    }

    [TestCase("""{"tenantId":"6b1e3c7e-0000-4000-8000-000000000001","name":"X","server":null}""")]
    [TestCase("""{"tenantId":"6b1e3c7e-0000-4000-8000-000000000001","name":"X"}""")]
    [TestCase("""{"tenantId":"6b1e3c7e-0000-4000-8000-000000000001","name":"X","server":{"address":"127.0.0.1","port":22,"hostKey":"ssh-ed25519 AAAA","bootstrap":null}}""")]
    [TestCase("""{"tenantId":"6b1e3c7e-0000-4000-8000-000000000001","name":"X","server":{"address":"-oProxyCommand=x","port":0,"hostKey":"x","bootstrap":{"username":"a b","privateKey":"x"}}}""")]
    public async Task Enrol_BadBody_NamesTheField(string body)
    {
        using var response = await Admin.SendAsync(
            HttpMethod.Post, Tenants, stepUp: true, change: request => request.Content = new StringContent(body, null, "application/json"));

        var problem = await SignedInUser.ReadAsync(response, HttpStatusCode.BadRequest);
        Assert.That((string)problem["code"]!, Is.EqualTo("validation_failed"));
        Assert.That(problem["errors"]!.AsObject(), Is.Not.Empty);
    }

    /// <summary>Rotates as soon as the operation before has ended.</summary>
    private static async Task RotateAsync(string path)
    {
        JsonNode? rotation = null;
        await Eventually.Async(
            async () =>
            {
                using var response = await Admin.SendAsync(HttpMethod.Post, path, new { reason = "end-to-end test" }, stepUp: true);
                if (response.StatusCode == HttpStatusCode.Conflict)
                {
                    return false;
                }

                rotation = await Admin.FollowAsync(
                    response.Headers.Location!.ToString(), await SignedInUser.ReadAsync(response, HttpStatusCode.Accepted));
                return true;
            },
            what: "The end of the first issue");
        Assert.That((string)rotation!["status"]!, Is.EqualTo("succeeded"), () => rotation.ToJsonString());
    }

    private static object Request(Guid tenantId, TestSshServer server, string hostKey, string bootstrapKey) => new
    {
        tenantId,
        name = "Delta Dispatch",
        server = ServerOf(server, hostKey, bootstrapKey),
    };

    private static object ServerOf(TestSshServer server, string hostKey, string bootstrapKey) => new
    {
        address = server.Address,
        port = server.Port,
        hostKey,
        bootstrap = new { username = TenantServer.AdminAccount, privateKey = bootstrapKey, removeFromServer = true },
    };
}

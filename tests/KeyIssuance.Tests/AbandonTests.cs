using PenguinMails.KeyIssuance.Operations;
using PenguinMails.KeyIssuance.Servers;
using PenguinMails.KeyIssuance.Servers.Connections;
using PenguinMails.KeyIssuance.Servers.Enrolment;
using PenguinMails.Ssh;
using PenguinMails.TestKit;

namespace PenguinMails.KeyIssuance.Tests;

/// <summary>A server is lost, whatever happens meanwhile; the tenant logs in on a new one, and nothing of the old helps anybody.</summary>
[Category("Component")]
public sealed class AbandonTests : WorldTests
{
    [Test]
    public async Task Abandon_LostServer_ThenANewOne_OldKeysAreUselessThere()
    {
        await using var service = await World.StartServiceAsync();
        var tenant = await (await World.EnrolAsync()).IssuedAsync();
        await tenant.RunAsync(OperationKind.Rotate, grace: TimeSpan.FromHours(1));
        using var oldKey = await PrivateKeyAsync(tenant);
        await World.Server.StopAsync();

        await tenant.RunAsync(OperationKind.Abandon, name: "admin");

        await tenant.AssertNothingLeftAsync(versions: 2, "abandoned");
        Assert.That(await tenant.TryStartAsync(OperationKind.Regenerate), Is.TypeOf<StartOutcome.NoServer>());
        Assert.That(await tenant.TryStartAsync(OperationKind.Revoke), Is.TypeOf<StartOutcome.NoServer>());
        Assert.That(await tenant.TryStartAsync(OperationKind.Abandon, name: "admin"), Is.TypeOf<StartOutcome.NoServer>(), "once");
        Assert.That(await World.CountAsync("select count(*)::int from outbox_message where message_type like '%.ServerAbandoned' and body like '%' || @Id::text || '%'", new { tenant.Id }), Is.EqualTo(1));

        await using var server = await TestSshServer.StartAsync(new TestSshServerOptions { TenantAccounts = [] });
        var mistaken = await ReplaceAsync(tenant, NewServer(server) with { HostKey = World.Server.HostKey });
        Assert.That((await tenant.EndedAsync(((StartOutcome.Started)mistaken).OperationId)).ErrorCode, Is.EqualTo("host_key_changed"));
        var replaced = await ReplaceAsync(tenant, NewServer(server));
        await tenant.SucceededAsync(((StartOutcome.Started)replaced).OperationId);
        await Eventually.Async(tenant.IsIdleAsync, what: "The first key on the new server");
        using var newKey = await PrivateKeyAsync(tenant);
        var endpoint = new SshEndpoint(server.Address, server.Port, PublicKey.Parse(server.HostKey));
        Assert.That(await World.Ssh.TryLoginAsync(endpoint, new SshIdentity(tenant.Account, newKey), default), Is.TypeOf<SshAnswer.Accepted>());
        Assert.That(await World.Ssh.TryLoginAsync(endpoint, new SshIdentity(tenant.Account, oldKey), default), Is.TypeOf<SshAnswer.Refused>());
        Assert.That(await ReplaceAsync(tenant, NewServer(server)), Is.TypeOf<StartOutcome.ServerInUse>(), "the new one is not lost");
    }

    [Test]
    public async Task Abandon_WhileARotationWaitsForTheLostServer_TakesItsPlace()
    {
        // It does not give up before the server is said to be lost.
        await using var service = await World.StartServiceAsync(new Dictionary<string, string>(StringComparer.Ordinal) { ["KeyIssuance__MaxAttempts"] = "100" });
        var tenant = await (await World.EnrolAsync()).IssuedAsync();
        await World.Server.StopAsync();
        var rotation = await tenant.StartAsync(OperationKind.Rotate);
        await Eventually.Async(async () => (await tenant.StepAsync(rotation)).Name == "install", what: "A rotation under way");

        await tenant.RunAsync(OperationKind.Abandon, name: "admin");

        Assert.That((await tenant.EndedAsync(rotation)).ErrorCode, Is.EqualTo("superseded_by_abandonment"));
        await tenant.AssertNothingLeftAsync(versions: 2, "abandoned");
    }

    private static EnrolServer NewServer(TestSshServer server) => new(
        server.Address, server.Port, server.HostKey, new BootstrapCredential("penguin-admin", File.ReadAllText(server.BootstrapKeyPath)));

    private async Task<StartOutcome> ReplaceAsync(Tenant tenant, EnrolServer server)
    {
        var loss = new ServerReplacement(World.Requests, World.Enrolment);
        var publicHalf = await World.Enrolment.ReadBootstrapAsync(server, default);
        var bootstrap = await World.Enrolment.StageBootstrapAsync(tenant.Id, server, publicHalf!, default);
        return await World.Database.InTransactionAsync(
            transaction => loss.ReplaceAsync(transaction, tenant.Id, server, bootstrap, World.Trail.Platform), default);
    }

    private async Task<PlainTextPrivateKey> PrivateKeyAsync(Tenant tenant)
    {
        using var stored = await tenant.InVaultAsync();
        return await World.Seal.OpenKeyAsync(tenant.Id, stored!.Values, default);
    }
}

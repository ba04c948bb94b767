using PenguinMails.KeyIssuance.Operations;
using PenguinMails.Ssh;
using PenguinMails.TestKit;
using PenguinMails.Vault;

namespace PenguinMails.KeyIssuance.Tests;

/// <summary>Nothing holds up a revocation, and it is said only when it has been seen.</summary>
[Category("Component")]
public sealed class RevocationTests : ServedWorldTests
{
    [Test]
    public async Task Revoke_WhileARotationHangsAtTheServer_TakesItsPlace()
    {
        var tenant = await (await World.EnrolAsync()).IssuedAsync();
        World.Server.Pause();
        var rotation = await tenant.StartAsync(OperationKind.Rotate);
        await Eventually.Async(async () => (await tenant.StepAsync(rotation)).Name == "install", what: "The installation that hangs");

        var revocation = await tenant.StartAsync(OperationKind.Revoke);

        Assert.That((await tenant.EndedAsync(rotation)).ErrorCode, Is.EqualTo("superseded_by_revocation"));
        Assert.That((await tenant.VersionsAsync()).Select(version => version.State), Is.EqualTo(new[] { "revoking", "revoking" }), "no download from now on");
        World.Server.Resume();
        await tenant.SucceededAsync(revocation);
        await tenant.AssertConsistentAsync("revoked");
        Assert.That(await tenant.AuditedAsync(rotation), Does.Contain("ssh_key.rotate failed superseded_by_revocation"));
        Assert.That(await tenant.AuditedAsync(revocation), Does.Contain("ssh_key.revoke success"));
        foreach (var version in await tenant.VersionsAsync())
        {
            Assert.That(
                await World.CountAsync("select count(*)::int from banned_fingerprint where fingerprint = @Fingerprint", new { version.Fingerprint }),
                Is.EqualTo(1),
                "bans outlive keys");
        }
    }

    [Test]
    public async Task Revoke_HostKeyChanged_WaitsWithOneAlertAndGoesOnWhenTheRightServerIsBack()
    {
        var tenant = await (await World.EnrolAsync()).IssuedAsync();
        var pinned = World.Server.HostKey;
        await World.Server.ReplaceHostKeyAsync();
        var revocation = await tenant.StartAsync(OperationKind.Revoke);
        await Eventually.Async(async () => (await tenant.StepAsync(revocation)).Attempts >= 3, what: "Attempts beyond the first");

        Assert.That((await tenant.VersionsAsync()).Single().State, Is.EqualTo("revoking"));
        Assert.That(await tenant.AlertsAsync("ssh.host_key_changed"), Is.EqualTo(1));
        Assert.That(pinned, Is.Not.EqualTo(World.Server.HostKey));
        await World.PinAsync(World.Server.HostKey);
        await tenant.SucceededAsync(revocation);
        await tenant.AssertConsistentAsync("revoked");
    }

    [Test]
    public async Task Revoke_AdminKey_IsUsedForTheLastTimeAndThenDestroyed()
    {
        var tenant = await (await World.EnrolAsync()).IssuedAsync();
        await tenant.RunAsync(OperationKind.Revoke, name: "admin");

        var admin = (await tenant.VersionsAsync("admin")).Single();
        Assert.That(admin.State, Is.EqualTo("revoked"));
        Assert.That(await tenant.OfferAsync(admin, "penguin-admin"), Is.TypeOf<SshAnswer.Refused>());
        Assert.That(await World.HeldAsync(VaultPath.Ssh(tenant.Id, "admin")), Is.Zero, "its material is gone");
        Assert.That(await tenant.LoginAsync(), Is.TypeOf<SshAnswer.Accepted>(), "the tenant's key is another");
        var failed = await tenant.EndedAsync(await tenant.StartAsync(OperationKind.Rotate));
        Assert.That(failed.ErrorCode, Is.EqualTo("no_admin_access"));
    }
}

using PenguinMails.KeyIssuance.Operations;
using PenguinMails.KeyIssuance.SecretTypes.Ssh.Keys;
using PenguinMails.KeyIssuance.Tests.Drift;
using PenguinMails.Ssh;
using PenguinMails.TestKit;

namespace PenguinMails.KeyIssuance.Tests;

/// <summary>The refusal of a key counts only where the account accepts another one.</summary>
[Category("Component")]
public sealed class ControlProofTests : ServedWorldTests
{
    [TestCase("usermod --expiredate 1 ACCOUNT", "usermod --expiredate '' ACCOUNT", Description = "an account that has expired")]
    [TestCase("chown nobody /home/ACCOUNT", "chown ACCOUNT /home/ACCOUNT", Description = "files that sshd does not take")]
    [TestCase("usermod --shell /nowhere ACCOUNT", "usermod --shell /bin/sh ACCOUNT", Description = "a shell that does not exist")]
    public async Task Revoke_AccountThatRefusesEverybody_IsPending_UntilItAcceptsKeysAgain(string close, string open)
    {
        var tenant = await (await World.EnrolAsync()).IssuedAsync();
        var current = await tenant.CurrentAsync();
        await RunAsync(tenant, close);
        Assert.That(await tenant.OfferAsync(current), Is.TypeOf<SshAnswer.Refused>());

        var revocation = await tenant.StartAsync(OperationKind.Revoke);
        await WaitsBecauseAsync(revocation, ControlProof.RefusesAll);
        Assert.That((await tenant.VersionsAsync()).Single().State, Is.EqualTo("revoking"));

        await RunAsync(tenant, open);
        await tenant.SucceededAsync(revocation);
        Assert.That((await tenant.VersionsAsync()).Single().State, Is.EqualTo("revoked"));
        Assert.That(await tenant.AuthorizedKeysAsync(), Does.Not.Contain("penguinmails"), "the control line is gone");
    }

    /// <summary>The key would have been good again as soon as the account was.</summary>
    [Test]
    public async Task Revoke_CopyInASecondFileOfAnExpiredAccount_IsNotRevoked()
    {
        var watched = await WatchedTenant.EnrolAsync(World);
        var (tenant, current) = (watched.Tenant, await watched.Tenant.CurrentAsync());
        await World.Server.AppendConfigurationAsync($"Match User {tenant.Account}\nAuthorizedKeysFile .ssh/authorized_keys .ssh/authorized_keys2");
        await watched.BreakAsync($"cp -p {watched.File} {watched.File}2; usermod --expiredate 1 {tenant.Account}");

        var revocation = await tenant.StartAsync(OperationKind.Revoke);
        await WaitsBecauseAsync(revocation, ControlProof.RefusesAll);
        await RunAsync(tenant, "usermod --expiredate '' ACCOUNT");
        Assert.That(await tenant.OfferAsync(current), Is.TypeOf<SshAnswer.Accepted>(), "the copy");
        await WaitsBecauseAsync(revocation, "still_accepted");

        await watched.BreakAsync($"rm {watched.File}2");
        await tenant.SucceededAsync(revocation);
        Assert.That(await tenant.OfferAsync(current), Is.TypeOf<SshAnswer.Refused>());
    }

    [Test]
    public async Task Revoke_AdminKey_IsProvenWithAControlThatStays()
    {
        var tenant = await (await World.EnrolAsync()).IssuedAsync();
        var admin = (await tenant.VersionsAsync("admin")).Single();

        await tenant.RunAsync(OperationKind.Revoke, name: "admin");

        Assert.That(await tenant.OfferAsync(admin, "penguin-admin"), Is.TypeOf<SshAnswer.Refused>());
        Assert.That(await World.Server.RunAsRootAsync("grep -c ' penguinmails-control:' /home/penguin-admin/.ssh/authorized_keys"), Is.EqualTo("1\n"));
    }

    [Test]
    public async Task Check_ControlLineThatWasLeftBehind_IsRemoved()
    {
        var watched = await WatchedTenant.EnrolAsync(World);
        var secretId = await World.Database.ReadAsync(
            read => read.ScalarAsync<Guid>("select secret_id from secret where tenant_id = @Id and name = 'tenant'", new { watched.Tenant.Id }), default);
        var left = $"{ControlKey.Of(secretId)} {ControlKey.CommentPrefix}{secretId}";

        await watched.AssertRepairedAsync("ended_key", $"echo '{left}' >>{watched.File}");

        Assert.That(await watched.Tenant.AuthorizedKeysAsync(), Does.Not.Contain(ControlKey.CommentPrefix));
    }

    private Task RunAsync(Tenant tenant, string script) => World.Server.RunAsRootAsync(script.Replace("ACCOUNT", tenant.Account, StringComparison.Ordinal));

    private Task WaitsBecauseAsync(Guid operation, string code) => Eventually.Async(
        async () => await World.CountAsync("select count(*)::int from operation where operation_id = @operation and error_code = @code", new { operation, code }) == 1,
        what: $"An operation that waits because of {code}");
}

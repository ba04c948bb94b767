using PenguinMails.KeyIssuance.Operations;
using PenguinMails.KeyIssuance.SecretTypes.Ssh.Keys;
using PenguinMails.Ssh;
using PenguinMails.TestKit;
using PenguinMails.Vault;

namespace PenguinMails.KeyIssuance.Tests;

/// <summary>What was installed but cannot be used is taken back: from the server first, then from Vault.</summary>
[Category("Component")]
public sealed class RollBackTests : WorldTests
{
    [Test]
    public async Task Issue_Failed_LeavesNothingAndCanBeRegenerated()
    {
        var tenant = await World.EnrolAsync();
        await World.Server.RunAsRootAsync(
            $"useradd -m -s /bin/bash -p '*' {tenant.Account}; cd /home/{tenant.Account}; mkdir .ssh; ln -s /dev/null .ssh/authorized_keys; chown -Rh {tenant.Account} .ssh");
        await using var service = await World.StartServiceAsync();
        await tenant.SucceededAsync(tenant.Enrolment);
        await Eventually.Async(async () => await tenant.IsIdleAsync() && (await tenant.VersionsAsync()).Count == 1, TimeSpan.FromSeconds(60), "The failed issue");
        Assert.That((await tenant.VersionsAsync()).Single().State, Is.EqualTo("abandoned"));
        Assert.That(await World.HeldAsync(VaultPath.Ssh(tenant.Id, "tenant").Staged), Is.Zero);

        await World.Server.RunAsRootAsync($"rm /home/{tenant.Account}/.ssh/authorized_keys");
        await tenant.RunAsync(OperationKind.Regenerate);
        await tenant.AssertConsistentAsync("regenerated");
    }

    [Test]
    public async Task Rotate_RsaByOption_IssuesRsa()
    {
        var tenant = await World.EnrolAsync();
        await World.ExecuteAsync("update secret set settings = jsonb_build_object('key_type', 'rsa4096') where tenant_id = @Id and name = 'tenant'", new { tenant.Id });
        await using var service = await World.StartServiceAsync();
        await tenant.IssuedAsync();
        Assert.That((await tenant.CurrentAsync()).PublicKey().ToString(), Does.StartWith("ssh-rsa "));
        Assert.That(await tenant.LoginAsync(), Is.TypeOf<SshAnswer.Accepted>());
    }
}

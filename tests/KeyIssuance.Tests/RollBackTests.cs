using Microsoft.Extensions.DependencyInjection;
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
            $"useradd -m -s /bin/bash -p '*' -c 'penguinmails {tenant.Id}' {tenant.Account}; cd /home/{tenant.Account}; mkdir .ssh; ln -s /dev/null .ssh/authorized_keys; chown -Rh {tenant.Account} .ssh");
        await using var service = await World.StartServiceAsync();
        await tenant.SucceededAsync(tenant.Enrolment);
        await Eventually.Async(async () => await tenant.IsIdleAsync() && (await tenant.VersionsAsync()).Count == 1, what: "The failed issue");
        Assert.That((await tenant.VersionsAsync()).Single().State, Is.EqualTo("abandoned"));
        Assert.That(await World.HeldAsync(VaultPath.Ssh(tenant.Id, "tenant").Staged), Is.Zero);

        await World.Server.RunAsRootAsync($"rm /home/{tenant.Account}/.ssh/authorized_keys");
        await tenant.RunAsync(OperationKind.Regenerate);
        await tenant.AssertConsistentAsync("regenerated");
    }

    [TestCase("127.1")]
    [TestCase("fe80::1%eth0")]
    public async Task Enrol_AddressThatNoConnectionTakes_EndsAndCanBeCorrected(string address)
    {
        var tenant = await World.EnrolAsync();
        await World.ExecuteAsync("update server set address = @address where tenant_id = @Id", new { address, tenant.Id });
        await using var service = await World.StartServiceAsync();

        var failed = await tenant.EndedAsync(tenant.Enrolment);

        Assert.That((failed.Status, failed.ErrorCode), Is.EqualTo(("failed", "internal_error")));
        Assert.That(await World.HeldAsync(VaultPath.Ssh(tenant.Id, "admin").Staged), Is.Zero);
        await (await World.EnrolAsync(tenantId: tenant.Id)).IssuedAsync();
    }

    [Test]
    public async Task Rotate_AddressThatNoConnectionTakes_EndsWithItsRollBack_AndTheOldKeyStays()
    {
        await using var service = await World.StartServiceAsync();
        var tenant = await (await World.EnrolAsync()).IssuedAsync();
        await World.ExecuteAsync("update server set address = '127.1' where tenant_id = @Id", new { tenant.Id });

        var failed = await tenant.EndedAsync(await tenant.StartAsync(OperationKind.Rotate));

        Assert.That((failed.Status, failed.ErrorCode), Is.EqualTo(("failed", "internal_error")));
        Assert.That(await tenant.AlertsAsync("operation.rotate_failing"), Is.EqualTo(1));
        await tenant.AssertConsistentAfterFailureAsync();
        await tenant.AssertOnlyCurrentIsHeldAsync("rolled back");
    }

    [Test]
    public async Task Rotate_VaultRefusesToDestroy_EndsAndSaysSo_AndTheNextOneCleansUp()
    {
        var vault = new RefusingVault(World.Secrets);
        await using var service = await World.StartServiceAsync(change: services => services.AddSingleton<IKeyValueStore>(vault));
        var tenant = await (await World.EnrolAsync()).IssuedAsync();
        await World.ExecuteAsync("update server set address = '127.1' where tenant_id = @Id", new { tenant.Id });
        vault.IsRefusing = true;

        var failed = await tenant.EndedAsync(await tenant.StartAsync(OperationKind.Rotate));

        Assert.That(failed.Status, Is.EqualTo("failed"));
        Assert.That(failed.ErrorDetail, Does.Contain("stays in Vault").And.Contain("policy"));
        await tenant.AssertConsistentAfterFailureAsync();
        vault.IsRefusing = false;
        await World.ExecuteAsync("update server set address = @Address where tenant_id = @Id", new { World.Server.Address, tenant.Id });
        await tenant.RunAsync(OperationKind.Rotate, grace: TimeSpan.FromHours(1));
        await tenant.AssertOnlyCurrentIsHeldAsync("the next rotation");
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

using PenguinMails.TestKit;
using static PenguinMails.Ssh.Tests.Servers;

namespace PenguinMails.Ssh.Tests.AuthorizedKeys;

[Category("Component")]
public sealed class FenceTests : OwnServerTests
{
    [SetUp]
    public Task ForgetAsync() => Server.RunAsRootAsync($"rm -rf /var/lib/penguinmails /home/{Tenant}/.ssh");

    [Test]
    public async Task Edit_LowerFence_IsRefusedAndChangesNothing()
    {
        using var key = await Platform.Usual.NewKeyAsync();
        var line = new AuthorizedKey(Guid.CreateVersion7(), key.PublicKey);
        await Session.PutAsync(41, line);
        await Session.EditAsync(new AuthorizedKeysEdit(Tenant, Scope, 42) { Remove = [key.PublicKey] });

        var late = await Session.PutAsync(41, line);

        Assert.That(late, Is.EqualTo(new EditOutcome.Fenced { Highest = 42 }));
        Assert.That(await Server.LoginAsync(key), Is.EqualTo(new SshAnswer.Refused()));
        Assert.That(await Session.PutAsync(42, line), Is.EqualTo(new EditOutcome.Done { Changed = true }), "the same fence again");
    }

    [Test]
    public async Task Edit_OtherScopeOrAccount_HasItsOwnFence()
    {
        using var key = await Platform.Usual.NewKeyAsync();
        await Session.PutAsync(long.MaxValue, new AuthorizedKey(Guid.CreateVersion7(), key.PublicKey));

        var scope = await Session.EditAsync(new AuthorizedKeysEdit(Tenant, Guid.CreateVersion7(), 1));
        var account = await Session.EditAsync(new AuthorizedKeysEdit("penguin-admin", Scope, 1));

        Assert.That(scope, Is.InstanceOf<EditOutcome.Done>());
        Assert.That(account, Is.InstanceOf<EditOutcome.Done>());
        Assert.That(await Session.EditAsync(new AuthorizedKeysEdit(Tenant, Scope, long.MaxValue - 1)), Is.EqualTo(new EditOutcome.Fenced { Highest = long.MaxValue }));
    }

    [Test]
    public async Task Edit_DamagedFence_IsNotDone()
    {
        await Session.EditAsync(new AuthorizedKeysEdit(Tenant, Scope, 5));
        Assert.That(await Server.RunAsRootAsync($"stat -c '%U %a' /var/lib/penguinmails /var/lib/penguinmails/{Tenant}.{Scope}.fence"), Is.EqualTo("root 700\nroot 600\n"));
        await Server.RunAsRootAsync($": >/var/lib/penguinmails/{Tenant}.{Scope}.fence");

        var outcome = await Session.EditAsync(new AuthorizedKeysEdit(Tenant, Scope, 6));

        Assert.That((outcome as EditOutcome.NotPossible)?.Code, Is.EqualTo("failed"));
    }

    [Test]
    public async Task Edit_ManyAtOnce_NoneGetsLost()
    {
        var keys = new List<AuthorizedKey>();
        for (var i = 0; i < 8; i++)
        {
            using var pair = await Platform.Usual.NewKeyAsync();
            keys.Add(new AuthorizedKey(Guid.CreateVersion7(), pair.PublicKey));
        }

        var outcomes = await Task.WhenAll(keys.Select(key => Session.PutAsync(1, key)));
        var read = await Platform.Usual.Accounts.ReadAsync(Session, Tenant, CancellationToken.None);

        Assert.That(outcomes, Has.All.EqualTo(new EditOutcome.Done { Changed = true }));
        Assert.That((read as ReadOutcome.Found)?.Lines.Select(line => line.KeyId), Is.EquivalentTo(keys.Select(key => (Guid?)key.KeyId)));
    }

    [Test]
    public async Task Edit_AnotherEditHoldsTheLock_IsBusyThenWorks()
    {
        using var impatient = new Platform(commandTimeout: TimeSpan.FromSeconds(1));
        await using var other = await Server.OpenAsync(impatient);
        await Session.EditAsync(new AuthorizedKeysEdit(Tenant, Scope, 1));
        await Server.RunAsRootAsync($"setsid flock /var/lib/penguinmails/{Tenant}.lock sh -c ': >/run/held; while [ -e /run/held ]; do sleep 0.05; done' >/dev/null 2>&1 </dev/null &");
        await Eventually.Async(async () => (await Server.RunAsRootAsync("ls /run")).Contains("held", StringComparison.Ordinal));

        Assert.That(
            () => impatient.Accounts.EditAsync(other, new AuthorizedKeysEdit(Tenant, Scope, 1), CancellationToken.None),
            Throws.TypeOf<SshCommandException>().With.Property("Kind").EqualTo(SshTroubleKind.Timeout));

        await Server.RunAsRootAsync("rm /run/held");
        Assert.That(await Session.EditAsync(new AuthorizedKeysEdit(Tenant, Scope, 1)), Is.InstanceOf<EditOutcome.Done>());
    }
}

using static PenguinMails.Ssh.Tests.Servers;

namespace PenguinMails.Ssh.Tests.AuthorizedKeys;

/// <summary>Looks at files and modes that somebody changed, and puts the modes right without giving anything away.</summary>
[Category("Component")]
public sealed class CheckTests : OwnServerTests
{
    private long _fence;

    [TearDown]
    public Task ClearAsync() => Server.RunAsRootAsync($"""
        rm -rf /home/{Tenant}/.ssh /tmp/*
        chown {Tenant}:{Tenant} /home/{Tenant}
        chmod 755 /home/{Tenant}
        """);

    [Test]
    public async Task Check_NoFile_IsEmptyAndWithoutFault()
    {
        Assert.That(await CheckAsync(), Has.Property("Lines").Empty.And.Property("ModeFaults").Empty);
        await Server.RunAsRootAsync($"mkdir /home/{Tenant}/.ssh");
        Assert.That(await CheckAsync(), Has.Property("Lines").Empty.And.Property("ModeFaults").Empty, "nothing that sshd would read");
    }

    [Test]
    public async Task Check_FileThatIsReplacedAllTheTime_IsBusyAndHasNoOtherNames()
    {
        const string Ended = "/var/tmp/replacing-ended";
        await Server.RunAsRootAsync($$"""
            rm -f {{Ended}}; touch /var/tmp/replacing
            install -d -m 700 -o {{Tenant}} /home/{{Tenant}}/.ssh
            (cd /home/{{Tenant}}/.ssh
             while [ -e /var/tmp/replacing ]; do install -m 600 -o {{Tenant}} /dev/null new; mv new authorized_keys; done
             touch {{Ended}}) </dev/null >/dev/null 2>&1 &
            """);
        try
        {
            for (var look = 0; look < 40; look++)
            {
                var outcome = await Platform.Usual.Accounts.CheckAsync(Session, Tenant, CancellationToken.None);
                Assert.That((outcome as AccountCheckOutcome.NotPossible)?.Code, Is.Null.Or.EqualTo("busy"), $"{outcome}");
            }
        }
        finally
        {
            await Server.RunAsRootAsync($"rm /var/tmp/replacing; until [ -e {Ended} ]; do sleep 0.05; done; rm {Ended}");
        }
    }

    [TestCase("chmod 620 .ssh/authorized_keys", "~/.ssh/authorized_keys can be written by others (mode 620).")]
    [TestCase("chmod 602 .ssh/authorized_keys", "~/.ssh/authorized_keys can be written by others (mode 602).")]
    [TestCase("chmod 770 .ssh", "~/.ssh can be written by others (mode 770).")]
    [TestCase("chmod 757 .", "The home folder can be written by others (mode 757).")]
    [TestCase("chown nobody .ssh/authorized_keys; chmod 644 .ssh/authorized_keys", "~/.ssh/authorized_keys belongs to another account (user id 65534).")]
    [TestCase("chown nobody .ssh; chmod 755 .ssh", "~/.ssh belongs to another account (user id 65534).")]
    [TestCase("chown nobody .", "The home folder belongs to another account (user id 65534).")]
    [TestCase("chmod 0 .ssh/authorized_keys", "The account cannot read ~/.ssh/authorized_keys, and neither can sshd for it.")]
    [TestCase("chown root .ssh; chmod 700 .ssh", "The account cannot read ~/.ssh/authorized_keys, and neither can sshd for it.")]
    public async Task RestoreModes_WhatSshdRefusesOrOthersCanWrite_IsSeenAndPutRight(string breaking, string fault)
    {
        using var key = await Platform.Usual.NewKeyAsync();
        await Session.PutAsync(++_fence, new AuthorizedKey(Guid.CreateVersion7(), key.PublicKey));
        await Server.RunAsRootAsync($"cd /home/{Tenant}; {breaking}");
        var before = await Server.KeysOfTenantAsync();
        Assert.That((await CheckAsync()).ModeFaults, Is.EqualTo(new[] { fault }));

        var outcome = await RestoreAsync();

        Assert.That(outcome, Is.TypeOf<EditOutcome.Done>(), $"{outcome}");
        Assert.That((await CheckAsync()).ModeFaults, Is.Empty);
        Assert.That(await Server.KeysOfTenantAsync(), Is.EqualTo(before));
        Assert.That(await Server.LoginAsync(key), Is.TypeOf<SshAnswer.Accepted>());
    }

    [TestCase("chmod 644 .ssh/authorized_keys", Description = "all may read it")]
    [TestCase("chown root:root .ssh .ssh/authorized_keys; chmod 755 .ssh; chmod 644 .ssh/authorized_keys", Description = "root's, and readable")]
    public async Task Check_WhatSshdTakes_IsNoFault(string change)
    {
        using var key = await Platform.Usual.NewKeyAsync();
        await Session.PutAsync(++_fence, new AuthorizedKey(Guid.CreateVersion7(), key.PublicKey));
        await Server.RunAsRootAsync($"cd /home/{Tenant}; {change}");

        Assert.That((await CheckAsync()).ModeFaults, Is.Empty);
        Assert.That(await Server.LoginAsync(key), Is.TypeOf<SshAnswer.Accepted>(), "sshd agrees");
    }

    [Test]
    public async Task Check_ChangesNothing()
    {
        await Server.WriteTenantKeysAsync("# mine\n"u8);
        await Server.RunAsRootAsync($"chmod 666 /home/{Tenant}/.ssh/authorized_keys");
        var before = await StateAsync();

        await CheckAsync();

        Assert.That(await StateAsync(), Is.EqualTo(before));
    }

    // With write access to a folder an account can move files of others out of it, though it cannot read them.
    [TestCase("echo secret >.ssh/authorized_keys; chown root:root .ssh/authorized_keys; chmod 600 .ssh/authorized_keys", Description = "root's file")]
    [TestCase("echo secret >.ssh/authorized_keys; chown nobody .ssh/authorized_keys; chmod 644 .ssh/authorized_keys", Description = "another's file")]
    [TestCase("echo secret >.ssh/other; chown -R nobody .ssh; chmod 700 .ssh", Description = "another's folder")]
    public async Task RestoreModes_WhatBelongsToOthers_IsNotGivenToTheAccount(string preparation)
    {
        await Server.RunAsRootAsync($"cd /home/{Tenant}; install -d -m 700 -o {Tenant} .ssh; {preparation}");
        var before = await StateAsync();

        var outcome = await RestoreAsync();

        Assert.That((outcome as EditOutcome.NotPossible)?.Code, Is.EqualTo("unsafe"), $"{outcome}");
        Assert.That(await StateAsync(), Is.EqualTo(before));
    }

    [Test]
    public async Task RestoreModes_OvertakenOperation_ChangesNothing()
    {
        using var key = await Platform.Usual.NewKeyAsync();
        await Session.PutAsync(_fence += 10, new AuthorizedKey(Guid.CreateVersion7(), key.PublicKey));
        await Server.RunAsRootAsync($"chmod 666 /home/{Tenant}/.ssh/authorized_keys");

        var outcome = await Session.EditAsync(new AuthorizedKeysEdit(Tenant, Scope, _fence - 1) { RestoreModes = true });

        Assert.That(outcome, Is.TypeOf<EditOutcome.Fenced>());
        Assert.That((await CheckAsync()).ModeFaults, Is.Not.Empty);
    }

    private async Task<AccountCheckOutcome.Checked> CheckAsync() =>
        (AccountCheckOutcome.Checked)await Platform.Usual.Accounts.CheckAsync(Session, Tenant, CancellationToken.None);

    private Task<EditOutcome> RestoreAsync() => Session.EditAsync(new AuthorizedKeysEdit(Tenant, Scope, ++_fence) { RestoreModes = true });

    private Task<string> StateAsync() =>
        Server.RunAsRootAsync($"cd /home/{Tenant}; stat -c '%n %u %g %a %s %Y' . .ssh .ssh/*; cat .ssh/*");
}

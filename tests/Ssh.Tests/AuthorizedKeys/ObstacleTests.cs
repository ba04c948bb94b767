using PenguinMails.TestKit;
using static PenguinMails.Ssh.Tests.Servers;

namespace PenguinMails.Ssh.Tests.AuthorizedKeys;

/// <summary>Servers that cannot or must not be edited: a clear outcome, nothing lost, nothing left lying about.</summary>
[Category("Component")]
public sealed class ObstacleTests : OwnServerTests
{
    [TearDown]
    public Task ClearAsync() => Server.RunAsRootAsync($"""
        umount /home/{Tenant}/.ssh 2>/dev/null || :
        umount /var/lib 2>/dev/null || :
        chattr -R -f -i /home/{Tenant} || :
        rm -rf /home/{Tenant}/.ssh /home/{Tenant}/second-name /tmp/*
        install -d -m 700 -o {Tenant} -g {Tenant} /home/{Tenant}/.ssh
        """);

    [TestCase("mv authorized_keys /tmp/elsewhere; ln -s /tmp/elsewhere authorized_keys", "symlink", Description = "a link to a file")]
    [TestCase("rm authorized_keys; ln -s /etc/shadow authorized_keys", "symlink", Description = "a link to a secret")]
    [TestCase("rm authorized_keys; ln -s /nowhere authorized_keys", "symlink", Description = "a link to nothing")]
    [TestCase("mv ../.ssh /tmp/dot-ssh; ln -s /tmp/dot-ssh ../.ssh", "symlink", Description = "the folder is a link")]
    [TestCase("rm authorized_keys; mkdir authorized_keys", "not_a_file", Description = "a folder")]
    [TestCase("rm authorized_keys; mkfifo authorized_keys", "not_a_file", Description = "a pipe")]
    [TestCase("ln authorized_keys ../second-name", "unsafe", Description = "two names")]
    [TestCase("chown nobody .", "unsafe", Description = "another's folder")]
    [TestCase("chattr +i authorized_keys", "not_writable", Description = "immutable file")]
    [TestCase("chattr +i .", "not_writable", Description = "immutable folder")]
    [TestCase("mount -t tmpfs -o ro none /home/" + Tenant + "/.ssh", "not_writable", Description = "read-only file system")]
    public async Task Edit_ServerWhereItMustNot_SaysWhyAndChangesNothing(string preparation, string code)
    {
        await Server.WriteTenantKeysAsync("# mine\n"u8);
        await Server.RunAsRootAsync($"cd /home/{Tenant}/.ssh; {preparation}");
        var before = await StateAsync(Server);
        using var key = await Platform.Usual.NewKeyAsync();

        var outcome = await Session.PutAsync(1, new AuthorizedKey(Guid.CreateVersion7(), key.PublicKey));

        Assert.That((outcome as EditOutcome.NotPossible)?.Code, Is.EqualTo(code), $"{outcome}");
        Assert.That(await StateAsync(Server), Is.EqualTo(before));
    }

    [Test]
    public async Task Edit_DiskIsFull_SaysSoAndLosesNothing_AndWorksWhenThereIsSpace()
    {
        await using var server = await TestSshServer.StartAsync(new TestSshServerOptions { HomeSize = "256k" });
        await using var session = await server.OpenAsync();
        using var key = await Platform.Usual.NewKeyAsync();
        var line = new AuthorizedKey(Guid.CreateVersion7(), key.PublicKey);
        await server.WriteTenantKeysAsync("# mine\n"u8);
        await server.FillHomeAsync();
        var before = await StateAsync(server);

        var outcome = await session.PutAsync(1, line);

        Assert.That((outcome as EditOutcome.NotPossible)?.Code, Is.EqualTo("no_space"), $"{outcome}");
        Assert.That(await StateAsync(server), Is.EqualTo(before));

        await server.FreeHomeAsync();
        Assert.That(await session.PutAsync(1, line), Is.InstanceOf<EditOutcome.Done>());
        Assert.That(await server.LoginAsync(key), Is.EqualTo(new SshAnswer.Accepted()));
    }

    [Test]
    public async Task Edit_NoPlaceForTheFence_IsNotDoneAtAll()
    {
        await Server.WriteTenantKeysAsync("# mine\n"u8);
        await Server.RunAsRootAsync("mount -t tmpfs -o size=4k,nr_inodes=1 none /var/lib");
        using var key = await Platform.Usual.NewKeyAsync();

        var outcome = await Session.PutAsync(1, new AuthorizedKey(Guid.CreateVersion7(), key.PublicKey));

        Assert.That((outcome as EditOutcome.NotPossible)?.Code, Is.EqualTo("no_space"), $"{outcome}");
        Assert.That(await Server.KeysOfTenantAsync(), Is.EqualTo("# mine\n"u8.ToArray()));
    }

    [Test]
    public async Task Edit_UnknownAccount_SaysSo()
    {
        var outcome = await Session.EditAsync(new AuthorizedKeysEdit("nobody-here", Scope, 1));

        Assert.That((outcome as EditOutcome.NotPossible)?.Code, Is.EqualTo("no_account"));
    }

    private static Task<string> StateAsync(TestSshServer server) =>
        server.RunAsRootAsync($"cd /home/{Tenant}; find . /tmp -exec stat -c '%n %i %F %U %a %h' {{}} + ; find . -type f -exec stat -c '%n %s %y' {{}} + ; find . -type f -exec cksum {{}} +");
}

using static PenguinMails.Ssh.Tests.Servers;

namespace PenguinMails.Ssh.Tests.Connections;

/// <summary>A key that is accepted for an account of which nobody can make use.</summary>
[Category("Component")]
public sealed class CommandTrialTests : OwnServerTests
{
    private const string Restore = $"usermod -s /bin/bash {Tenant}; chage -d $(date +%F) -m 0 -M 99999 -I -1 -E -1 {Tenant}; rm -f /home/{Tenant}/.bashrc";

    private long _fence;

    [OneTimeSetUp]
    public async Task UsePamAsync()
    {
        // As Debian's, without what a machine has and this server has not.
        await Server.RunAsRootAsync("""
            printf 'account required pam_unix.so\nsession required pam_unix.so\n' >/etc/pam.d/sshd
            """);
        await Server.ConfigureAsync("UsePAM yes");
    }

    [TearDown]
    public Task RestoreAsync() => Server.RunAsRootAsync(Restore);

    [TestCase("usermod -s /usr/sbin/nologin ACCOUNT", "This account is currently not available.", 1)]
    [TestCase("usermod -s /bin/false ACCOUNT", "", 1)]
    [TestCase("usermod -s /bin/true ACCOUNT", "", 0)]
    [TestCase("chage -d 2020-01-01 -M 90 ACCOUNT", "Password change required but no TTY available.", 1)]
    [TestCase("chage -d 0 ACCOUNT", "Password change required but no TTY available.", 1)]
    public async Task TryLogin_AccountThatRunsNothing_IsUnusable(string script, string said, int exitCode)
    {
        using var key = await InstalledAsync();
        await Server.RunAsRootAsync(script.Replace("ACCOUNT", Tenant, StringComparison.Ordinal));

        Assert.That(await Server.OfferAsync(key.PublicKey), Is.EqualTo(new SshAnswer.Accepted()), "the key is no matter");
        Assert.That(await Server.LoginAsync(key), Is.EqualTo(new SshAnswer.Unusable(said, exitCode)));
    }

    [TestCase("/bin/sh")]
    [TestCase("/bin/bash")]
    [TestCase("/bin/rbash", Description = "one that starts no program by its path")]
    public async Task TryLogin_AnyShell_IsAccepted(string shell)
    {
        using var key = await InstalledAsync();
        await Server.RunAsRootAsync($"usermod -s {shell} {Tenant}");

        Assert.That(await Server.LoginAsync(key), Is.EqualTo(new SshAnswer.Accepted()));
    }

    [Test]
    public async Task TryLogin_ShellThatTalksWithoutEnd_IsUnusable_AndHeldBack()
    {
        using var key = await InstalledAsync();
        await Server.RunAsRootAsync($"printf '#!/bin/sh\\nexec yes\\n' >/home/{Tenant}/shell; chmod 755 /home/{Tenant}/shell; usermod -s /home/{Tenant}/shell {Tenant}");

        Assert.That(await Server.LoginAsync(key), Is.EqualTo(new SshAnswer.Unusable("y", null)));
        await Server.RunAsRootAsync($"pkill -u {Tenant} yes || :");
    }

    [Test]
    public async Task TryLogin_ProfileThatTalks_IsAccepted()
    {
        using var key = await InstalledAsync();
        await Server.RunAsRootAsync($"printf 'echo hello; echo trouble >&2\\n' >/home/{Tenant}/.bashrc; chown {Tenant} /home/{Tenant}/.bashrc");

        Assert.That(await Server.LoginAsync(key), Is.EqualTo(new SshAnswer.Accepted()));
    }

    [Test]
    public async Task RunAsRoot_AdminAccountWithAnOldPassword_NamesTheCause()
    {
        await Server.RunAsRootAsync("chage -d 2020-01-01 -M 90 penguin-admin");
        try
        {
            await using var session = await Server.OpenAsync();

            Assert.That(
                () => session.RunAsRootAsync("id", CancellationToken.None),
                Throws.TypeOf<SshCommandException>().With.Message.Contains("Password change required").And.Property("Kind").EqualTo(SshTroubleKind.AccountUnusable));
        }
        finally
        {
            await Server.RunAsRootAsync("chage -d $(date +%F) -M 99999 penguin-admin");
        }
    }

    private async Task<KeyPair> InstalledAsync()
    {
        var key = await Platform.Usual.NewKeyAsync();
        await Session.PutAsync(++_fence, new AuthorizedKey(Guid.CreateVersion7(), key.PublicKey));
        return key;
    }
}

using System.Diagnostics;
using PenguinMails.LocalComponents;
using PenguinMails.TestKit;
using static PenguinMails.Ssh.Tests.Servers;

namespace PenguinMails.Ssh.Tests.Accounts;

[Category("Component")]
public sealed class AccountTests : OwnServerTests
{
    private static readonly CancellationToken None = CancellationToken.None;

    [SetUp]
    public Task ForgetFencesAsync() => Server.RunAsRootAsync("rm -rf /var/lib/penguinmails /etc/sudoers.d/*; sed -i '/^@includedir/d' /etc/sudoers");

    [Test]
    public async Task EndSessions_CommandsMultiplexedConnectionsAndStragglers_AllEnd()
    {
        using var key = await Platform.Usual.NewKeyAsync();
        await Session.PutAsync(1, new AuthorizedKey(Guid.CreateVersion7(), key.PublicKey));
        using var idle = new OpenSshLogin(Server, key, "-N"); // a connection without any session
        using var busy = new OpenSshLogin(Server, key, "exec sleep 600");
        using var straggler = new OpenSshLogin(Server, key, "setsid sh -c 'while :; do sleep 600; done' >/dev/null 2>&1 </dev/null & exit 0");
        await Eventually.Async(async () =>
            Server.Log.Split($"Accepted publickey for {Tenant} ").Length - 1 == 3
            && (await Server.RunAsRootAsync($"pgrep -u {Tenant} -c sleep || :")).Trim() == "2");

        await Platform.Usual.Accounts.EndSessionsAsync(Session, Tenant, None);

        Assert.That(await Server.RunAsRootAsync($"ps -eo user:32,args | grep -c '[{Tenant[0]}]{Tenant[1..]}' || :"), Is.EqualTo("0\n"));
        await Eventually.Async(() => idle.HasExited && busy.HasExited);
        Assert.That(await Session.RunAsRootAsync("id -u", None), Is.EqualTo("0\n"), "the admin's own session goes on");
    }

    [Test]
    public async Task EndSessions_ProcessesThatMultiply_AreStopped()
    {
        await Server.RunAsRootAsync($"setsid setpriv --reuid={Tenant} --clear-groups --regid={Tenant} sh -c 'while :; do sleep 0.2 & sleep 0.02; done' >/dev/null 2>&1 </dev/null &");
        await Eventually.Async(async () => (await Server.RunAsRootAsync($"pgrep -u {Tenant} sleep || :")).Length > 0);

        await Platform.Usual.Accounts.EndSessionsAsync(Session, Tenant, None);

        Assert.That(await Server.RunAsRootAsync($"pgrep -u {Tenant} || :"), Is.Empty);
    }

    [Test]
    public async Task EndSessions_OwnAccount_SparesThisSessionOnly()
    {
        await using var other = await Server.OpenAsync();

        await Platform.Usual.Accounts.EndSessionsAsync(Session, TenantServer.AdminAccount, None);

        Assert.That(await Session.RunAsRootAsync("id -u", None), Is.EqualTo("0\n"));
        Assert.That(() => other.RunAsRootAsync("id -u", None), Throws.TypeOf<SshCommandException>());
    }

    [Test]
    public async Task EndSessions_NoSuchAccountOrNothingToEnd_IsDone()
    {
        await Platform.Usual.Accounts.EndSessionsAsync(Session, "nobody-here", None);
        await Platform.Usual.Accounts.EndSessionsAsync(Session, Tenant, None);

        Assert.That(() => Platform.Usual.Accounts.EndSessionsAsync(Session, "root", None), Throws.TypeOf<SshCommandException>());
    }

    [Test]
    public async Task EnsureAccount_NewTenantAccount_TakesKeysAndHasNoRights()
    {
        const string Account = "tenant-new";
        await Platform.Usual.Accounts.EnsureAccountAsync(Session, Account, admin: false, None);
        await Platform.Usual.Accounts.EnsureAccountAsync(Session, Account, admin: false, None);
        using var key = await Platform.Usual.NewKeyAsync();
        await Session.EditAsync(new AuthorizedKeysEdit(Account, Scope, 1) { Put = [new AuthorizedKey(Guid.CreateVersion7(), key.PublicKey)] });

        Assert.That(await Server.LoginAsync(key, Account), Is.EqualTo(new SshAnswer.Accepted()));
        Assert.That(await Server.RunAsRootAsync($"id -nG {Account}"), Is.EqualTo($"{Account}\n"));
    }

    [Test]
    public async Task EnsureAccount_NewAdmin_MayWorkAsRoot()
    {
        const string Account = "third-admin";
        await Server.RunAsRootAsync("echo '@includedir /etc/sudoers.d' >>/etc/sudoers");
        await Platform.Usual.Accounts.EnsureAccountAsync(Session, Account, admin: true, None);
        using var key = await Platform.Usual.NewKeyAsync();
        await Session.EditAsync(new AuthorizedKeysEdit(Account, Scope, 1) { Put = [new AuthorizedKey(Guid.CreateVersion7(), key.PublicKey)] });

        var opening = await Platform.Usual.Connector.OpenAsync(Server.Endpoint(), new SshIdentity(Account, key.PrivateKey), None);

        await using var session = ((SshOpening.Opened)opening).Session;
        Assert.That(await session.RunAsRootAsync("id -u", None), Is.EqualTo("0\n"));
    }

    [Test]
    public void EnsureAccount_SudoThatCannotWork_SaysSoAndLeavesNoRule()
    {
        Assert.That(
            () => Platform.Usual.Accounts.EnsureAccountAsync(Session, "second-admin", admin: true, None),
            Throws.TypeOf<SshCommandException>().With.Message.Contains("sudoers.d"));
        Assert.That(async () => await Server.RunAsRootAsync("ls -A /etc/sudoers.d"), Is.Empty);
    }

    [Test]
    public async Task EnsureAccount_LockedAccountWithoutHome_BecomesUsable()
    {
        const string Account = "tenant-locked";
        await Server.RunAsRootAsync($"useradd --no-create-home {Account}");
        await Platform.Usual.Accounts.EnsureAccountAsync(Session, Account, admin: false, None);
        using var key = await Platform.Usual.NewKeyAsync();
        await Session.EditAsync(new AuthorizedKeysEdit(Account, Scope, 1) { Put = [new AuthorizedKey(Guid.CreateVersion7(), key.PublicKey)] });

        Assert.That(await Server.LoginAsync(key, Account), Is.EqualTo(new SshAnswer.Accepted()));
    }

    /// <summary>Somebody's ssh, as a tenant runs it.</summary>
    private sealed class OpenSshLogin : IDisposable
    {
        private readonly string _file = Path.Combine("/dev/shm", $"ssh-tests-{Guid.CreateVersion7():N}");
        private readonly Process _process;

        public OpenSshLogin(TestSshServer server, KeyPair key, string command)
        {
            File.WriteAllBytes(_file, key.PrivateKey.Utf8.ToArray());
            File.SetUnixFileMode(_file, UnixFileMode.UserRead);
            string[] where = command == "-N" ? ["-N", server.Address] : [server.Address, command];
            _process = Process.Start(new ProcessStartInfo(
                "ssh",
                ["-F", "none", "-n", "-i", _file, "-l", Tenant, "-p", $"{server.Port}", "-o", "BatchMode=yes", "-o", "StrictHostKeyChecking=no", "-o", "UserKnownHostsFile=/dev/null", "-o", "LogLevel=QUIET", .. where])
            {
                UseShellExecute = false,
            })!;
        }

        public bool HasExited => _process.HasExited;

        public void Dispose()
        {
            _process.Kill();
            _process.Dispose();
            File.Delete(_file);
        }
    }
}

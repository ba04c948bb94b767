using System.Diagnostics;
using PenguinMails.LocalComponents;
using PenguinMails.TestKit;
using static PenguinMails.Ssh.Tests.Servers;

namespace PenguinMails.Ssh.Tests.Accounts;

[Category("Component")]
public sealed class AccountTests : OwnServerTests
{
    private static readonly CancellationToken None = CancellationToken.None;
    private static readonly Guid Owner = Guid.Parse("550e8400-e29b-41d4-a716-446655440000");

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
        await Server.RunAsRootAsync($"mkdir -p /var/lib/penguinmails; echo {Guid.CreateVersion7()} >/var/lib/penguinmails/{Account}.owner"); // of one that is gone
        Assert.That(await EnsureAsync(Account, Owner), Is.EqualTo(new EnsureAccountOutcome.Ready()));
        Assert.That(await EnsureAsync(Account, Owner), Is.EqualTo(new EnsureAccountOutcome.Ready()), "again");
        using var key = await Platform.Usual.NewKeyAsync();
        await Session.EditAsync(new AuthorizedKeysEdit(Account, Scope, 1) { Put = [new AuthorizedKey(Guid.CreateVersion7(), key.PublicKey)] });

        Assert.That(await Server.LoginAsync(key, Account), Is.EqualTo(new SshAnswer.Accepted()));
        Assert.That(await Server.RunAsRootAsync($"id -nG {Account}"), Is.EqualTo($"{Account}\n"));
    }

    [Test]
    public async Task EnsureAccount_OfAnotherTenant_IsTakenAndStaysAsItIs()
    {
        const string Account = "tenant-taken";
        await EnsureAsync(Account, Owner);
        var before = await StateOfAsync(Account);

        var outcome = await EnsureAsync(Account, Guid.CreateVersion7());

        Assert.That(outcome, Is.TypeOf<EnsureAccountOutcome.Taken>().With.Property("Detail").Contains("not made for this tenant"));
        Assert.That(await StateOfAsync(Account), Is.EqualTo(before));
        Assert.That(await EnsureAsync(Account, Owner), Is.EqualTo(new EnsureAccountOutcome.Ready()), "its own tenant's, still");
    }

    [TestCase("useradd -m ACCOUNT", false, TestName = "EnsureAccount, made by somebody else: taken")]
    [TestCase("useradd -m -c 'penguinmails OTHER' ACCOUNT", false, TestName = "EnsureAccount, made for another tenant, cut off before the marker: taken")]
    [TestCase("useradd -m -c 'penguinmails OWNER-x' ACCOUNT", false, TestName = "EnsureAccount, a comment that begins like ours: taken")]
    [TestCase("useradd -m -c 'penguinmails OWNER' ACCOUNT", true, TestName = "EnsureAccount, made for the tenant, cut off before the marker: ready")]
    [TestCase("useradd -m -c 'penguinmails OWNER,,,' ACCOUNT", true, TestName = "EnsureAccount, the same with chfn's fields: ready")]
    [TestCase("useradd -m -c 'penguinmails OWNER' ACCOUNT; echo OTHER >MARKER", false, TestName = "EnsureAccount, a comment that the account changed: taken")]
    [TestCase("useradd -m -c 'penguinmails OWNER' ACCOUNT; : >MARKER", false, TestName = "EnsureAccount, a damaged marker: taken")]
    [TestCase("useradd -m -c x ACCOUNT; echo OWNER >MARKER", true, TestName = "EnsureAccount, a person's word: ready")]
    public async Task EnsureAccount_ThereAlready_IsTheTenantsOnlyWhereItWasMadeForIt(string script, bool isReady)
    {
        const string Account = "tenant-before";
        var marker = $"/var/lib/penguinmails/{Account}.owner";
        await Server.RunAsRootAsync("mkdir -p /var/lib/penguinmails; " + script
            .Replace("ACCOUNT", Account, StringComparison.Ordinal)
            .Replace("MARKER", marker, StringComparison.Ordinal)
            .Replace("OWNER", $"{Owner}", StringComparison.Ordinal)
            .Replace("OTHER", $"{Guid.CreateVersion7()}", StringComparison.Ordinal));

        var outcome = await EnsureAsync(Account, Owner);

        Assert.That(outcome, isReady ? Is.TypeOf<EnsureAccountOutcome.Ready>() : Is.TypeOf<EnsureAccountOutcome.Taken>());
        Assert.That(await Server.RunAsRootAsync($"cat {marker} || :"), isReady ? Is.EqualTo($"{Owner}\n") : Is.Not.EqualTo($"{Owner}\n"));
        await Server.RunAsRootAsync($"userdel -r {Account} 2>/dev/null");
    }

    [Test]
    public async Task EnsureAccount_NewAdmin_MayWorkAsRoot()
    {
        const string Account = "third-admin";
        await Server.RunAsRootAsync("echo '@includedir /etc/sudoers.d' >>/etc/sudoers");
        await Platform.Usual.Accounts.EnsureAdminAccountAsync(Session, Account, None);
        using var key = await Platform.Usual.NewKeyAsync();
        await Session.EditAsync(new AuthorizedKeysEdit(Account, Scope, 1) { Put = [new AuthorizedKey(Guid.CreateVersion7(), key.PublicKey)] });

        var opening = await Platform.Usual.Connector.OpenAsync(Server.Endpoint(), new SshIdentity(Account, key.PrivateKey), None);

        await using var session = ((SshOpening.Opened)opening).Session;
        Assert.That(await session.RunAsRootAsync("id -u", None), Is.EqualTo("0\n"));
    }

    [Test]
    public async Task EnsureAccount_SudoThatWantsATerminal_WorksForTheAdmin()
    {
        const string Account = "fourth-admin";
        await Server.RunAsRootAsync("cp -p /etc/sudoers /etc/sudoers.before; printf 'Defaults requiretty\\n@includedir /etc/sudoers.d\\n' >>/etc/sudoers");
        try
        {
            await Platform.Usual.Accounts.EnsureAdminAccountAsync(Session, Account, None);
            using var key = await Platform.Usual.NewKeyAsync();
            await Session.EditAsync(new AuthorizedKeysEdit(Account, Scope, 1) { Put = [new AuthorizedKey(Guid.CreateVersion7(), key.PublicKey)] });

            var opening = await Platform.Usual.Connector.OpenAsync(Server.Endpoint(), new SshIdentity(Account, key.PrivateKey), None);

            await using var session = ((SshOpening.Opened)opening).Session;
            Assert.That(await session.RunAsRootAsync("id -u", None), Is.EqualTo("0\n"));
        }
        finally
        {
            await Server.RunAsRootAsync("mv /etc/sudoers.before /etc/sudoers; rm -f /etc/sudoers.d/*");
        }
    }

    [Test]
    public async Task EnsureAccount_SudoThatWantsATerminalAfterOurRule_IsQuoted()
    {
        await Server.RunAsRootAsync("cp -p /etc/sudoers /etc/sudoers.before; printf '@includedir /etc/sudoers.d\\nDefaults requiretty\\n' >>/etc/sudoers");
        try
        {
            Assert.That(
                () => Platform.Usual.Accounts.EnsureAdminAccountAsync(Session, "fifth-admin", None),
                Throws.TypeOf<SshCommandException>().With.Message.Contains("sudo: sorry, you must have a tty to run sudo"));
            await using var other = await Server.OpenAsync();
            Assert.That(
                () => other.RunAsRootAsync("id -u", None),
                Throws.TypeOf<SshCommandException>().With.Message.Contains("sudo: sorry, you must have a tty to run sudo"));
        }
        finally
        {
            await Server.RunAsRootAsync("mv /etc/sudoers.before /etc/sudoers");
        }
    }

    [Test]
    public void EnsureAccount_SudoThatCannotWork_QuotesItAndLeavesNoRule()
    {
        Assert.That(
            () => Platform.Usual.Accounts.EnsureAdminAccountAsync(Session, "second-admin", None),
            Throws.TypeOf<SshCommandException>().With.Message.Contains("sudoers.d").And.Message.Contains("sudo: a password is required"));
        Assert.That(async () => await Server.RunAsRootAsync("ls -A /etc/sudoers.d"), Is.Empty);
    }

    [Test]
    public async Task EnsureAccount_LockedAccountWithoutHome_BecomesUsable()
    {
        const string Account = "tenant-locked";
        await Server.RunAsRootAsync($"useradd --no-create-home --comment 'penguinmails {Owner}' {Account}");
        await EnsureAsync(Account, Owner);
        using var key = await Platform.Usual.NewKeyAsync();
        await Session.EditAsync(new AuthorizedKeysEdit(Account, Scope, 1) { Put = [new AuthorizedKey(Guid.CreateVersion7(), key.PublicKey)] });

        Assert.That(await Server.LoginAsync(key, Account), Is.EqualTo(new SshAnswer.Accepted()));
    }

    [TestCase("sed -i -E 's/^PASS_MAX_DAYS.*/PASS_MAX_DAYS 30/' /etc/login.defs; printf 'INACTIVE=7\nEXPIRE=2030-01-01\n' >/etc/default/useradd", TestName = "EnsureAccount, a server that limits every new account: has no limit")]
    [TestCase("useradd -m -c 'penguinmails OWNER' ACCOUNT; chage -d 0 -M 30 -I 7 -E 2030-01-01 ACCOUNT", TestName = "EnsureAccount, there already, with limits: has none")]
    [TestCase("useradd -m -c 'penguinmails OWNER' -s /usr/sbin/nologin ACCOUNT", TestName = "EnsureAccount, there already, without a shell: has one")]
    public async Task EnsureAccount_Limits_AreLifted(string script)
    {
        const string Account = "tenant-limited";
        await Server.RunAsRootAsync("cp -p /etc/login.defs /etc/login.defs.before; rm -f /etc/default/useradd; "
            + script.Replace("ACCOUNT", Account, StringComparison.Ordinal).Replace("OWNER", $"{Owner}", StringComparison.Ordinal));

        var outcome = await EnsureAsync(Account, Owner);

        Assert.That(outcome, Is.EqualTo(new EnsureAccountOutcome.Ready()));
        Assert.That((AccountCheckOutcome.Checked)await Platform.Usual.Accounts.CheckAsync(Session, Account, None), Has.Property("Limits").Empty);
        Assert.That(await Server.RunAsRootAsync($"getent shadow {Account} | cut -d: -f4-8; getent passwd {Account} | cut -d: -f7"), Does.Match("^0:(-1|99999)?:7:(-1)?:\n/bin/(ba)?sh\n$").Or.Match("^0:99999:7::\n/bin/(ba)?sh\n$"));
        await Server.RunAsRootAsync($"userdel -r {Account} 2>/dev/null; mv /etc/login.defs.before /etc/login.defs; rm -f /etc/default/useradd");
    }

    [TestCase("usermod -s /usr/sbin/nologin ACCOUNT", "shell", "its shell is /usr/sbin/nologin, which runs no command", true)]
    [TestCase("usermod -s /nowhere ACCOUNT", "shell", "its shell /nowhere does not exist on the server", true)]
    [TestCase("chage -E 2100-01-01 ACCOUNT", "expiry", "it expires on 2100-01-01", false)]
    [TestCase("chage -E 2020-01-01 ACCOUNT", "expiry", "it expired on 2020-01-01", true)]
    [TestCase("chage -E 0 ACCOUNT", "expiry", "it has expired", true)]
    [TestCase("chage -d 2020-01-01 -M 90 ACCOUNT", "password_age", "its password is older than 90 days, so no login works where PAM decides", true)]
    [TestCase("chage -d 0 ACCOUNT", "password_age", "its password must be changed before the next login where PAM decides", true)]
    [TestCase("chage -d $(date +%F) -M 9999 ACCOUNT", "password_age", "its password must be changed every 9999 days: no login works from", false)]
    public async Task Check_LimitOfTheAccount_IsNamed(string script, string name, string text, bool isInForce)
    {
        await Server.RunAsRootAsync(script.Replace("ACCOUNT", Tenant, StringComparison.Ordinal));
        try
        {
            var seen = (AccountCheckOutcome.Checked)await Platform.Usual.Accounts.CheckAsync(Session, Tenant, None);

            Assert.That((seen.Limits.Single().Name, seen.Limits[0].IsInForce), Is.EqualTo((name, isInForce)));
            Assert.That(seen.Limits[0].Text, Does.StartWith(text));
        }
        finally
        {
            await Server.RunAsRootAsync($"usermod -s /bin/bash {Tenant}; chage -d $(date +%F) -m 0 -M 99999 -I -1 -E -1 {Tenant}");
        }
    }

    private Task<EnsureAccountOutcome> EnsureAsync(string account, Guid tenantId) =>
        Platform.Usual.Accounts.EnsureTenantAccountAsync(Session, account, tenantId, None);

    private Task<string> StateOfAsync(string account) =>
        Server.RunAsRootAsync($"getent passwd {account}; getent shadow {account}; ls -la --time-style=full-iso /home/{account} /var/lib/penguinmails");

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

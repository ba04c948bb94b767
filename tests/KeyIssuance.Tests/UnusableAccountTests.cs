using PenguinMails.Contracts.Messages;
using PenguinMails.KeyIssuance.Drift;
using PenguinMails.KeyIssuance.Operations;
using PenguinMails.KeyIssuance.Tests.Drift;
using PenguinMails.Ssh;
using PenguinMails.TestKit;

namespace PenguinMails.KeyIssuance.Tests;

/// <summary>Accounts whose keys are accepted and that run no command: no rotation counts there, and the cause is named.</summary>
[Category("Component")]
public sealed class UnusableAccountTests : SharedWorldTests
{
    private const string Restored = "usermod -s /bin/bash ACCOUNT; chage -d $(date +%F) -m 0 -M -1 -I -1 -E -1 ACCOUNT";

    [OneTimeSetUp]
    public async Task UsePamAsync()
    {
        await World.Server.RunAsRootAsync("""
            printf 'account required pam_unix.so\nsession required pam_unix.so\n' >/etc/pam.d/sshd
            sed -i 's/^UsePAM no/UsePAM yes/' /etc/ssh/sshd_config
            """);
        await World.Server.AppendConfigurationAsync("# with PAM");
    }

    [TestCase("usermod -s /usr/sbin/nologin ACCOUNT", "its shell is /usr/sbin/nologin, which runs no command")]
    [TestCase("usermod -s /bin/true ACCOUNT", "its shell is /bin/true, which runs no command")]
    [TestCase("chage -d 2020-01-01 -M 90 ACCOUNT", "its password is older than 90 days")]
    public async Task Rotate_AccountThatRunsNothing_FailsWithTheCause_AndWorksLater(string limit, string cause)
    {
        var tenant = await (await World.EnrolAsync()).IssuedAsync();
        var before = await tenant.CurrentAsync();
        await RunAsync(tenant.Account, limit);

        var failed = await tenant.EndedAsync(await tenant.StartAsync(OperationKind.Rotate));

        Assert.That(failed, Is.EqualTo(new EndedOperation("rotate.verify", "failed", "account_unusable", failed.ErrorDetail)));
        Assert.That(failed.ErrorDetail, Does.Contain(cause).And.Contain("chage -m 0").And.Contain("usermod -s"));
        Assert.That((await tenant.CurrentAsync()).VersionId, Is.EqualTo(before.VersionId), "nothing was replaced");

        await RunAsync(tenant.Account, Restored);
        await tenant.RunAsync(OperationKind.Rotate, grace: TimeSpan.FromHours(1));
        Assert.That(await tenant.LoginAsync(), Is.TypeOf<SshAnswer.Accepted>());
    }

    [Test]
    public async Task Rotate_AccountThatIsMeantToRunNothing_IsVerifiedByItsLogin()
    {
        var watched = await WatchedTenant.EnrolAsync(World);
        await RunAsync(watched.Tenant.Account, "usermod -s /usr/sbin/nologin ACCOUNT");
        Assert.That((await watched.Tenant.EndedAsync(await watched.Tenant.StartAsync(OperationKind.Rotate))).ErrorCode, Is.EqualTo("account_unusable"));
        Assert.That(await watched.CheckAsync(), Is.EqualTo("drift"));

        await watched.AcceptAsync((await watched.OnlyFindingAsync()).FindingId);

        await watched.Tenant.RunAsync(OperationKind.Rotate, grace: TimeSpan.FromHours(1));
    }

    [Test]
    public async Task Rotate_AccountThatOnlyTransfersFiles_IsVerified()
    {
        var tenant = await (await World.EnrolAsync()).IssuedAsync();
        await World.Server.AppendConfigurationAsync($"Match User {tenant.Account}\nForceCommand internal-sftp\nMatch all");

        await tenant.RunAsync(OperationKind.Rotate, grace: TimeSpan.FromHours(1));
        await RunAsync(tenant.Account, "usermod -s /usr/sbin/nologin ACCOUNT");
        await tenant.RunAsync(OperationKind.Rotate, grace: TimeSpan.FromHours(1));
        await RunAsync(tenant.Account, "chage -d 2020-01-01 -M 90 ACCOUNT");
        Assert.That((await tenant.EndedAsync(await tenant.StartAsync(OperationKind.Rotate))).ErrorCode, Is.EqualTo("account_unusable"));
    }

    [Test]
    public async Task Enrol_ServerThatLimitsEveryNewAccount_LiftsIt()
    {
        await World.Server.RunAsRootAsync("sed -i -E 's/^PASS_MAX_DAYS.*/PASS_MAX_DAYS 30/' /etc/login.defs");
        try
        {
            var watched = await WatchedTenant.EnrolAsync(World);

            Assert.That(await World.Server.RunAsRootAsync($"getent shadow {watched.Tenant.Account} | cut -d: -f4-8"), Does.Match("^0:(-1)?:7::\n$"));
            Assert.That(await watched.CheckAsync(), Is.EqualTo("in_order"));
        }
        finally
        {
            await World.Server.RunAsRootAsync("sed -i -E 's/^PASS_MAX_DAYS.*/PASS_MAX_DAYS 99999/' /etc/login.defs");
        }
    }

    [TestCase("tenant", "usermod -s /usr/sbin/nologin ACCOUNT", "its shell is /usr/sbin/nologin")]
    [TestCase("tenant", "chage -E 2020-01-01 ACCOUNT", "it expired on 2020-01-01")]
    [TestCase("tenant", "chage -d 2020-01-01 -M 90 ACCOUNT", "its password is older than 90 days")]
    [TestCase("admin", "chage -E 2100-01-01 ACCOUNT", "it expires on 2100-01-01")]
    [TestCase("admin", "chage -d $(date +%F) -M 90 ACCOUNT", "its password must be changed every 90 days")]
    public async Task Check_LimitOfAnAccount_IsAFinding_UntilItIsLiftedOrMeant(string name, string limit, string detail)
    {
        var watched = await WatchedTenant.EnrolAsync(World);
        var account = name == "admin" ? "penguin-admin" : watched.Tenant.Account;
        try
        {
            await RunAsync(account, limit);
            Assert.That(await watched.CheckAsync(), Is.EqualTo("drift"));
            var finding = await watched.OnlyFindingAsync();
            Assert.That((finding.Kind, finding.Severity, finding.SecretName), Is.EqualTo((DriftKinds.AccountLimit, "warning", name)));
            Assert.That(finding.Detail, Does.Contain(detail));
            Assert.That(finding.NextStep, Does.Contain($"chage -d $(date +%F) -m 0 -M -1 -I -1 -E -1 {account}"));
            Assert.That(await watched.AcceptAsync(finding.FindingId), Is.TypeOf<DecisionOutcome.Accepted>());
            await watched.CheckedAsync("in_order");
        }
        finally
        {
            await RunAsync(account, Restored);
        }
    }

    [TestCase("chage -d 2020-01-01 -M 90 penguin-admin", "Password change required")]
    [TestCase("usermod -s /usr/sbin/nologin penguin-admin", "runs no command")]
    [TestCase("cp -p /etc/sudoers /etc/sudoers.before; sed -i '/^%sudo/d' /etc/sudoers", "sudo: a password is required")]
    public async Task AdminAccountThatRunsNothing_IsCritical_AndEndsWhenItRunsAgain(string limit, string cause)
    {
        var watched = await WatchedTenant.EnrolAsync(World);
        try
        {
            await watched.BreakAsync(limit);
            var failed = await watched.Tenant.EndedAsync(await watched.Tenant.StartAsync(OperationKind.Rotate));
            Assert.That((failed.Status, failed.ErrorCode), Is.EqualTo(("failed", "admin_account_unusable")));
            Assert.That(failed.ErrorDetail, Does.Contain(cause).And.Contain("chage -d"));
            Assert.That(await watched.Tenant.AlertsAsync("ssh.admin_access_lost"), Is.EqualTo(1));

            await Eventually.Async(async () => (await watched.FindingsAsync()).Count == 1, what: "the finding");
            var finding = await watched.OnlyFindingAsync();
            Assert.That((finding.Kind, finding.Severity, finding.State), Is.EqualTo((DriftKinds.AccountLimit, "critical", "open")));
            Assert.That(finding.Detail, Does.Contain(cause));
            Assert.That(await watched.AcceptAsync(finding.FindingId), Is.TypeOf<DecisionOutcome.NoDecisionNeeded>(), "nobody can mean that");
        }
        finally
        {
            await watched.BreakAsync("[ ! -e /etc/sudoers.before ] || mv /etc/sudoers.before /etc/sudoers");
            await RunAsync("penguin-admin", Restored);
        }

        await watched.CheckedAsync("in_order");
        Assert.That((await watched.OnlyFindingAsync()).State, Is.EqualTo("resolved"));
    }

    private Task<string> RunAsync(string account, string script) =>
        World.Server.RunAsRootAsync(script.Replace("ACCOUNT", account, StringComparison.Ordinal));
}

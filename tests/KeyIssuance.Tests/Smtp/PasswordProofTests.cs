using PenguinMails.KeyIssuance.Operations;
using PenguinMails.KeyIssuance.Secrets;
using PenguinMails.TestKit;

namespace PenguinMails.KeyIssuance.Tests.Smtp;

/// <summary>What a mail server says counts only where it is about this password.</summary>
[Category("Component")]
public sealed class PasswordProofTests : SmtpWorldTests
{
    [Test]
    public async Task Retire_AccountThatIsRefusedWhateverItsPassword_IsNoProof()
    {
        var account = await RotatedAsync();
        await World.Server.RunAsRootAsync($$"""
            printf '%s\n' '{{account.Username}}' >/etc/dovecot/denied
            cp /etc/dovecot/dovecot.conf /tmp/dovecot.conf
            printf 'passdb {\n  driver = passwd-file\n  deny = yes\n  args = /etc/dovecot/denied\n}\n' | cat - /tmp/dovecot.conf >/etc/dovecot/dovecot.conf
            doveadm reload
            """);
        await Programs.AnswerAsync(account.Username, await account.PasswordAsync(), MailPrograms.Nowhere);

        var operation = await RetireAsync(account);

        await WaitsAsync(operation, "mail_account_refuses_all");
        Assert.That(await account.StatesAsync(), Is.EqualTo(["retiring", "current"]), "not proven");
        await World.Server.RunAsRootAsync("printf '' >/etc/dovecot/denied; touch -d '+1 minute' /etc/dovecot/denied");
        await account.SucceededAsync(operation);
        Assert.That(await account.StatesAsync(), Is.EqualTo(["retired", "current"]));
    }

    [Test]
    public async Task Retire_PasswordThatDovecotKnowsElsewhere_IsNotProven()
    {
        var account = await RotatedAsync();
        await World.Server.RunAsRootAsync($$"""
            grep '^{{account.Username}}:' /etc/dovecot/users/previous | cut -d: -f1,2 >/etc/dovecot/third
            printf 'passdb {\n  driver = passwd-file\n  args = /etc/dovecot/third\n}\n' >>/etc/dovecot/dovecot.conf
            doveadm reload
            """);
        await Programs.AnswerAsync(account.Username, await account.PasswordAsync(), MailPrograms.Everywhere);

        var operation = await RetireAsync(account);

        await WaitsAsync(operation, "still_accepted");
        Assert.That(await account.EntriesAsync(), Has.None.Contains("control"), "nothing is left between attempts");
        await World.Server.RunAsRootAsync("printf '' >/etc/dovecot/third; touch -d '+1 minute' /etc/dovecot/third");
        await account.SucceededAsync(operation);
        Assert.That(await account.StatesAsync(), Is.EqualTo(["retired", "current"]));
    }

    [Test]
    public async Task Revoke_DovecotStopped_WaitsAndGoesOnWhenItIsBack()
    {
        var account = await MailAccount.IssuedAsync(World);
        var old = await account.PasswordAsync();
        await World.Server.RunAsRootAsync("doveadm stop");

        var operation = await account.StartAsync(OperationKind.Revoke);

        await WaitsAsync(operation, "mail_sessions_not_running");
        Assert.That(await account.StatesAsync(), Is.EqualTo(["revoking"]));
        Assert.That((await World.StateOfAsync(account.Tenant))!.Secrets.Single(secret => secret.Type == "smtp").Status, Is.EqualTo("revocation_pending"));
        await World.Server.RunAsRootAsync("dovecot");
        await account.SucceededAsync(operation);
        Assert.That(await Programs.AnswersAsync(account.Username, old), Is.EqualTo(MailPrograms.Nowhere));
    }

    [Test]
    public async Task Rotate_DovecotStopped_IsRolledBack_AndTheOldPasswordWorksAfterwards()
    {
        var account = await MailAccount.IssuedAsync(World);
        await World.Server.RunAsRootAsync("doveadm stop");

        var ended = await account.Tenant.EndedAsync(await account.StartAsync(OperationKind.Rotate, TimeSpan.FromHours(1)));
        await World.Server.RunAsRootAsync("dovecot");

        Assert.That((ended.Status, ended.ErrorCode), Is.EqualTo(("failed", "mail_unreachable")), ended.ErrorDetail);
        Assert.That(await account.StatesAsync(), Is.EqualTo(["current", "abandoned"]));
        Assert.That(await account.EntriesAsync(), Is.EqualTo(["current current"]));
        await Programs.AnswerAsync(account.Username, await account.PasswordAsync(), MailPrograms.Everywhere);
    }

    [Test]
    public async Task Rotate_OldEntryWasRemovedByHand_ItWorksAgainDuringTheGracePeriod()
    {
        var account = await MailAccount.IssuedAsync(World);
        var old = await account.PasswordAsync();
        await World.Server.RunAsRootAsync($"cd /etc/dovecot/users; sed -i '/^{account.Username}:/d' current; chgrp dovecot current; chmod 640 current; touch -d '+2 seconds' current");

        await account.RunAsync(OperationKind.Rotate, TimeSpan.FromHours(1));

        Assert.That(await account.EntriesAsync(), Is.EqualTo(["current current", "previous retiring"]));
        Assert.That(await Programs.AnswersAsync(account.Username, old), Is.EqualTo(MailPrograms.Everywhere));
    }

    private async Task<MailAccount> RotatedAsync()
    {
        var account = await MailAccount.IssuedAsync(World);
        await account.RunAsync(OperationKind.Rotate, TimeSpan.FromHours(1));
        return account;
    }

    private static async Task<Guid> RetireAsync(MailAccount account) =>
        await account.StartAsync(OperationKind.Retire, versionId: (await account.VersionAsync(VersionState.Retiring)).VersionId);

    private Task WaitsAsync(Guid operation, string code) => Eventually.Async(
        async () =>
        {
            var said = await World.Database.ReadAsync(
                read => read.QuerySingleOrDefaultAsync<string>("select coalesce(error_code, '') || ' ' || coalesce(error_detail, '') from operation where operation_id = @operation", new { operation }), default);
            return said!.StartsWith(code, StringComparison.Ordinal) ? true : throw new InvalidOperationException(said);
        },
        TimeSpan.FromSeconds(90),
        $"An operation that waits because of {code}");
}

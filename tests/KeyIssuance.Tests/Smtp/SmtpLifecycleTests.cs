using PenguinMails.KeyIssuance.Operations;
using PenguinMails.KeyIssuance.Secrets;
using PenguinMails.LocalComponents;
using PenguinMails.TestKit;

namespace PenguinMails.KeyIssuance.Tests.Smtp;

/// <summary>A password's whole life on a real mail server, seen by mail programs.</summary>
[Category("Component")]
public sealed class SmtpLifecycleTests : SmtpWorldTests
{
    private static readonly TimeSpan Grace = TimeSpan.FromHours(1);

    [Test]
    public async Task Issue_NewAccount_LogsInEverywhere_AndVaultHasWhatProgramsNeed()
    {
        var account = await MailAccount.IssuedAsync(World);

        var password = await account.PasswordAsync();
        Assert.That(password, Does.Match("^[0-9A-Za-z]{28}$"));
        Assert.That(await Programs.AnswersAsync(account.Username, password), Is.EqualTo(MailPrograms.Everywhere));
        Assert.That(await Programs.AnswersAsync(account.Username, password + "x"), Is.EqualTo(MailPrograms.Nowhere));
        using var stored = await account.InVaultAsync();
        Assert.That(
            (stored!.Text("username"), stored.Text("host"), stored.Text("port"), stored.Text("encryption")),
            Is.EqualTo((account.Username, World.Server.Address, $"{World.Server.Mail.SubmissionPort}", "starttls")));
        Assert.That(stored.Text("password"), Does.StartWith("vault:"), "sealed");
        Assert.That(await account.EntriesAsync(), Is.EqualTo(["current current"]));
        Assert.That(
            await World.Server.RunAsRootAsync($"stat -c '%a %U:%G' {TenantMailServer.CurrentUsersFile} {TenantMailServer.PreviousUsersFile}; ls -A /etc/dovecot/users"),
            Is.EqualTo("640 root:dovecot\n640 root:dovecot\ncurrent\nprevious\n"));
    }

    [Test]
    public async Task Rotate_DuringGrace_BothPasswordsWork_AndThenTheNewOneAlone()
    {
        var account = await MailAccount.IssuedAsync(World);
        var old = await account.PasswordAsync();

        await account.RunAsync(OperationKind.Rotate, Grace);

        var password = await account.PasswordAsync();
        Assert.That(password, Is.Not.EqualTo(old));
        Assert.That(await account.EntriesAsync(), Is.EqualTo(["current current", "previous retiring"]));
        Assert.That(await Programs.AnswersAsync(account.Username, password), Is.EqualTo(MailPrograms.Everywhere));
        Assert.That(await Programs.AnswersAsync(account.Username, old), Is.EqualTo(MailPrograms.Everywhere));
        Assert.That((await account.VersionAsync(VersionState.Retiring)).EndsByPlatform, Is.True);

        await account.RunAsync(OperationKind.Retire, versionId: (await account.VersionAsync(VersionState.Retiring)).VersionId);

        Assert.That(await account.StatesAsync(), Is.EqualTo(["retired", "current"]));
        Assert.That(await account.EntriesAsync(), Is.EqualTo(["current current"]));
        Assert.That(await Programs.AnswersAsync(account.Username, old), Is.EqualTo(MailPrograms.Nowhere));
        await Programs.AnswerAsync(account.Username, password, MailPrograms.Everywhere);
        Assert.That(await account.HeldAsync(), Is.EqualTo((1, 0)), "the old password is destroyed once it is proven to be refused");
    }

    [Test]
    public async Task Rotate_GraceOver_ThePlatformEndsTheOldPassword()
    {
        var account = await MailAccount.IssuedAsync(World);
        var old = await account.PasswordAsync();

        await account.RunAsync(OperationKind.Rotate, TimeSpan.Zero);

        await Eventually.Async(async () => (await account.StatesAsync()).SequenceEqual(["retired", "current"]), TimeSpan.FromSeconds(90), "The end of the old password");
        Assert.That(await Programs.AnswersAsync(account.Username, old), Is.EqualTo(MailPrograms.Nowhere));
    }

    [Test]
    public async Task Rotate_WhileAnOldPasswordWorks_FailsAtOnce_AndSaysWhatToDo()
    {
        var account = await MailAccount.IssuedAsync(World);
        var first = await account.PasswordAsync();
        await account.RunAsync(OperationKind.Rotate, Grace);
        var second = await account.PasswordAsync();

        var ended = await account.Tenant.EndedAsync(await account.StartAsync(OperationKind.Rotate, Grace));

        Assert.That((ended.Status, ended.ErrorCode), Is.EqualTo(("failed", "grace_period_running")));
        Assert.That(ended.ErrorDetail, Does.Contain("end-grace").And.Contain("emergency-reset"));
        Assert.That(await Programs.AnswersAsync(account.Username, first), Is.EqualTo(MailPrograms.Everywhere));
        Assert.That(await Programs.AnswersAsync(account.Username, second), Is.EqualTo(MailPrograms.Everywhere));
    }

    [Test]
    public async Task Revoke_OpenSessionsEnd_AndRegenerateBringsANewPassword()
    {
        var account = await MailAccount.IssuedAsync(World);
        var bystander = await MailAccount.IssuedAsync(World);
        var first = await account.PasswordAsync();
        await account.RunAsync(OperationKind.Rotate, Grace);
        var second = await account.PasswordAsync();
        using var reader = await Programs.ReaderAsync(account.Username, first);
        using var submitter = await Programs.SubmitterAsync(account.Username, second);
        using var other = await Programs.ReaderAsync(bystander.Username, await bystander.PasswordAsync());

        await account.RunAsync(OperationKind.Revoke);

        await MailPrograms.EndedAsync(reader);
        await MailPrograms.EndedAsync(submitter);
        await other.NoOpAsync();
        Assert.That(await account.StatesAsync(), Is.EqualTo(["revoked", "revoked"]));
        Assert.That(await account.EntriesAsync(), Is.Empty);
        Assert.That(await Programs.AnswersAsync(account.Username, first), Is.EqualTo(MailPrograms.Nowhere));
        Assert.That(await Programs.AnswersAsync(account.Username, second), Is.EqualTo(MailPrograms.Nowhere));
        Assert.That(await account.HeldAsync(), Is.EqualTo((0, 0)));

        await account.RunAsync(OperationKind.Regenerate);

        Assert.That(await Programs.AnswersAsync(account.Username, await account.PasswordAsync()), Is.EqualTo(MailPrograms.Everywhere));
        Assert.That(await Programs.AnswersAsync(account.Username, first), Is.EqualTo(MailPrograms.Nowhere));
    }

    [Test]
    public async Task Reset_DuringGrace_OnlyTheNewestPasswordWorks_AndSessionsEnd()
    {
        var account = await MailAccount.IssuedAsync(World);
        var first = await account.PasswordAsync();
        await account.RunAsync(OperationKind.Rotate, Grace);
        var second = await account.PasswordAsync();
        using var reader = await Programs.ReaderAsync(account.Username, second);

        await account.RunAsync(OperationKind.Reset);

        await MailPrograms.EndedAsync(reader);
        Assert.That(await account.StatesAsync(), Is.EqualTo(["revoked", "revoked", "current"]));
        Assert.That(await Programs.AnswersAsync(account.Username, await account.PasswordAsync()), Is.EqualTo(MailPrograms.Everywhere));
        Assert.That(await Programs.AnswersAsync(account.Username, first), Is.EqualTo(MailPrograms.Nowhere));
        Assert.That(await Programs.AnswersAsync(account.Username, second), Is.EqualTo(MailPrograms.Nowhere));
    }

    [Test]
    public async Task Delete_Account_IsGoneFromServerAndVault_AndItsNameBeginsAnew()
    {
        var account = await MailAccount.IssuedAsync(World);
        var old = await account.PasswordAsync();

        await account.RunAsync(OperationKind.Delete);

        Assert.That(await account.EntriesAsync(), Is.Empty);
        Assert.That(await account.HeldAsync(), Is.EqualTo((0, 0)));
        Assert.That((await World.StateOfAsync(account.Tenant))!.Secrets.Select(secret => secret.Type), Is.All.EqualTo("ssh"));
        await account.SucceededAsync(await account.EnrolAsync());
        Assert.That(await Programs.AnswersAsync(account.Username, old), Is.EqualTo(MailPrograms.Nowhere));
        Assert.That(await Programs.AnswersAsync(account.Username, await account.PasswordAsync()), Is.EqualTo(MailPrograms.Everywhere));
    }
}

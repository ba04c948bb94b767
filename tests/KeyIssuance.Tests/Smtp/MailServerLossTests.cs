using PenguinMails.KeyIssuance.Operations;
using PenguinMails.KeyIssuance.Servers;
using PenguinMails.KeyIssuance.Servers.Enrolment;
using PenguinMails.TestKit;

namespace PenguinMails.KeyIssuance.Tests.Smtp;

/// <summary>With a tenant's server its mail passwords are lost, too; its successor gets new ones.</summary>
[Category("Component")]
public sealed class MailServerLossTests : SmtpWorldTests
{
    [Test]
    public async Task Replace_AbandonedServer_IssuesAnewWhatEndedWithIt_AndLeavesWhatWasRevoked()
    {
        var account = await MailAccount.IssuedAsync(World);
        var tenant = account.Tenant;
        var servers = new ServerReplacement(World.Requests, World.Enrolment);
        var old = await account.PasswordAsync();
        await account.RunAsync(OperationKind.Rotate, TimeSpan.FromHours(1));

        var abandonment = await World.Database.InTransactionAsync(
            transaction => servers.AbandonAsync(transaction, tenant.Id, "a fire", World.Trail.Platform), default);
        await tenant.SucceededAsync(((StartOutcome.Started)abandonment).OperationId);

        Assert.That(await account.StatesAsync(), Is.EqualTo(["abandoned", "abandoned"]));
        Assert.That(await account.HeldAsync(), Is.EqualTo((0, 0)));
        Assert.That((await World.StateOfAsync(tenant))!.Secrets.Single(secret => secret.Type == "smtp").Status, Is.EqualTo("revoked"));
        Assert.That(await account.TryStartAsync(OperationKind.Regenerate), Is.TypeOf<StartOutcome.NoServer>());

        await using var successor = await TestSshServer.StartAsync(new TestSshServerOptions { HasMail = true, Address = "127.0.70.2" });
        await World.ExecuteAsync(
            "update secret set settings = settings || jsonb_build_object('port', @port, 'imapPort', @imap) where tenant_id = @Id and type = 'smtp'",
            new { tenant.Id, port = $"{successor.Mail.SubmissionPort}", imap = $"{successor.Mail.ImapPort}" });
        await ReplaceAsync(tenant, servers, successor);
        await Eventually.Async(async () => (await account.StatesAsync()).SequenceEqual(["abandoned", "abandoned", "current"]), TimeSpan.FromSeconds(90), "A new password on the new server");

        var programs = new MailPrograms(successor);
        Assert.That(await programs.AnswersAsync(account.Username, await account.PasswordAsync()), Is.EqualTo(MailPrograms.Everywhere));
        Assert.That(await programs.AnswersAsync(account.Username, old), Is.EqualTo(MailPrograms.Nowhere));
        using var stored = await account.InVaultAsync();
        Assert.That(stored!.Text("host"), Is.EqualTo(successor.Address));
    }

    [Test]
    public async Task Enrol_TenantWithoutServer_IsRefused()
    {
        var account = await MailAccount.IssuedAsync(World);
        var abandonment = await World.Database.InTransactionAsync(
            transaction => new ServerReplacement(World.Requests, World.Enrolment).AbandonAsync(transaction, account.Tenant.Id, "a fire", World.Trail.Platform), default);
        await account.SucceededAsync(((StartOutcome.Started)abandonment).OperationId);

        var request = new StartOperation(account.Secret with { Name = "mail-2" }, OperationKind.Issue, World.Trail.Platform, "manual", "test", null, null);
        var outcome = await World.Database.InTransactionAsync(
            transaction => World.SecretEnrolments.StartAsync(transaction, request, new Dictionary<string, string>(StringComparer.Ordinal)), default);

        Assert.That(outcome, Is.TypeOf<StartOutcome.NoServer>());
    }

    [Test]
    public async Task Replace_PasswordThatWasRevokedBefore_StaysRevoked()
    {
        var account = await MailAccount.IssuedAsync(World);
        await account.RunAsync(OperationKind.Revoke);
        var servers = new ServerReplacement(World.Requests, World.Enrolment);
        var abandonment = await World.Database.InTransactionAsync(
            transaction => servers.AbandonAsync(transaction, account.Tenant.Id, "a fire", World.Trail.Platform), default);
        await account.SucceededAsync(((StartOutcome.Started)abandonment).OperationId);

        // The same machine, set up anew.
        await World.Server.RunAsRootAsync($"userdel -rf {account.Tenant.Account}");
        await ReplaceAsync(account.Tenant, servers, World.Server);
        await account.IdleAsync();

        Assert.That(await account.StatesAsync(), Is.EqualTo(["revoked"]));
        await account.RunAsync(OperationKind.Regenerate);
        Assert.That(await Programs.AnswersAsync(account.Username, await account.PasswordAsync()), Is.EqualTo(MailPrograms.Everywhere));
    }

    private async Task ReplaceAsync(Tenant tenant, ServerReplacement servers, TestSshServer successor)
    {
        var server = new EnrolServer(
            successor.Address, successor.Port, successor.HostKey, new BootstrapCredential("penguin-admin", await File.ReadAllTextAsync(successor.BootstrapKeyPath)));
        var publicHalf = await World.Enrolment.ReadBootstrapAsync(server, default);
        var bootstrap = await World.Enrolment.StageBootstrapAsync(tenant.Id, server, publicHalf!, default);
        var started = await World.Database.InTransactionAsync(
            transaction => servers.ReplaceAsync(transaction, tenant.Id, server, bootstrap, World.Trail.Platform), default);
        await tenant.SucceededAsync(((StartOutcome.Started)started).OperationId);
    }
}

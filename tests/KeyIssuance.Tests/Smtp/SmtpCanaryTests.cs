using PenguinMails.KeyIssuance.Operations;
using PenguinMails.LocalComponents;
using PenguinMails.TestKit;

namespace PenguinMails.KeyIssuance.Tests.Smtp;

/// <summary>Passwords and their hashes are in Vault and on the mail server, and nowhere else.</summary>
[Category("Component")]
public sealed class SmtpCanaryTests : SmtpWorldTests
{
    [Test]
    public async Task Life_OfAPassword_LeavesItInNoLogMessageOrTable()
    {
        var canary = new LogCanary();
        var account = await MailAccount.IssuedAsync(World);
        await WatchAsync(canary, account, "first");
        await account.RunAsync(OperationKind.Rotate, TimeSpan.FromHours(1));
        await WatchAsync(canary, account, "second");
        await World.Server.RunAsRootAsync("chmod 600 /etc/dovecot/users/current");
        await account.SucceededAsync(await FailsOnceAsync(await account.StartAsync(OperationKind.Revoke)));
        await account.RunAsync(OperationKind.Regenerate);
        await WatchAsync(canary, account, "third");
        await account.RunAsync(OperationKind.Reset);
        await WatchAsync(canary, account, "fourth");

        Assert.That(canary.FindIn(Service.Log), Is.Empty, "the service's log");
        Assert.That(canary.FindIn(World.Server.Log), Is.Empty, "the server's logs");
        Assert.That(await canary.FindInDatabaseAsync(World.ConnectionString), Is.Empty, "tables, and messages that wait there");
        using var stored = await account.InVaultAsync();
        Assert.That(canary.FindIn(string.Join('\n', stored!.Values.Names.Select(stored.Text))), Is.Empty, "sealed in Vault");
    }

    /// <summary>Repairs the file once the operation has failed on it.</summary>
    private async Task<Guid> FailsOnceAsync(Guid operation)
    {
        await Eventually.Async(
            async () => await World.CountAsync("select count(*)::int from operation where operation_id = @operation and error_code = 'password_file_not_readable'", new { operation }) == 1,
            TimeSpan.FromSeconds(90),
            "A step that fails");
        await World.Server.RunAsRootAsync("chmod 640 /etc/dovecot/users/current");
        return operation;
    }

    private async Task WatchAsync(LogCanary canary, MailAccount account, string label)
    {
        canary.Watch($"the {label} password", await account.PasswordAsync());
        var line = (await World.Server.RunAsRootAsync($"grep '^{account.Username}:' {TenantMailServer.CurrentUsersFile}")).Split(':')[1];
        canary.Watch($"the {label} hash", line[^40..].Trim());
    }
}

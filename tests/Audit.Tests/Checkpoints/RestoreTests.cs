using System.Net.Http.Json;
using System.Text.Json;
using NUnit.Framework;
using PenguinMails.Audit.Checkpoints;
using PenguinMails.Audit.Tests.Platform;
using PenguinMails.Audit.Verification;
using PenguinMails.AuditVerifier;
using PenguinMails.TestKit;
using static PenguinMails.Audit.Tests.Platform.Records;

namespace PenguinMails.Audit.Tests.Checkpoints;

/// <summary>The ledger's database is set back to an older copy, as a restore from a backup does.</summary>
[Category("Component")]
internal sealed class RestoreTests
{
    [Test]
    public async Task Restore_OlderCopy_IsAlertedNotSignedAndStaysFound()
    {
        var older = await SignedLedger.CopyAsync();
        var newer = (await SignedLedger.CopyAsync()) with { Folder = older.Folder };
        await using (var service = await newer.StartAsync())
        {
            await SignedLedger.SignAsync(service, 4, SignedLedger.Records + 4);
        }

        await using var restored = await older.StartAsync();
        await SignedLedger.AlertedAsync(restored);
        await restored.PublishAsync(Enumerable.Range(1, 9).Select(number => Record(reason: $"after {number}")));
        await restored.RecordedAsync(SignedLedger.Records + 9);

        Assert.That(
            () => restored.Get<CheckpointSigner>().SignAllAsync("platform", CancellationToken.None),
            Throws.TypeOf<LedgerBrokenException>().With.Message.Contains("set back to an older state"));
        Assert.That(await restored.ScalarAsync<long>("select max(number) from audit_checkpoint where chain = 'platform'"), Is.EqualTo(SignedLedger.Checkpoints));
        Assert.That((await restored.Get<LedgerVerification>().VerifyAsync(CancellationToken.None)).Valid, Is.False);
        Assert.That(await ExportVerdictAsync(restored, older.Folder), Does.Contain("truncated").And.Contain("NOT GENUINE"));
    }

    [Test]
    public async Task Restore_AndSignedAnewWhereNoFileWas_IsFoundForEver()
    {
        var older = await SignedLedger.CopyAsync();
        var newer = (await SignedLedger.CopyAsync()) with { Folder = older.Folder };
        await using (var service = await newer.StartAsync())
        {
            await SignedLedger.SignAsync(service, 4, SignedLedger.Records + 4);
        }

        // By somebody who has the service's key, and another folder with the same beginning.
        var fork = older with { Folder = (await SignedLedger.CopyAsync()).Folder };
        await using (var elsewhere = await fork.StartAsync())
        {
            await SignedLedger.SignAsync(elsewhere, 3, SignedLedger.Records + 3);
            await SignedLedger.SignAsync(elsewhere, 3, SignedLedger.Records + 6);
            await SignedLedger.SignAsync(elsewhere, 3, SignedLedger.Records + 9);
        }

        await using var restored = await older.StartAsync();
        await SignedLedger.AlertedAsync(restored);

        var result = await restored.Get<LedgerVerification>().VerifyAsync(CancellationToken.None);
        Assert.That(result.Problems.Select(problem => (problem.Kind, problem.Checkpoint)), Does.Contain(("checkpoint_mismatch", (long?)(SignedLedger.Checkpoints + 1))));
        Assert.That(await ExportVerdictAsync(restored, older.Folder), Does.Contain("checkpoint_mismatch").And.Contain("NOT GENUINE"));
    }

    [Test]
    public async Task Raise_AlertThatWentAwayWithTheDatabase_IsRaisedAgain()
    {
        await using var service = await (await SignedLedger.CopyAsync()).StartAsync();
        var clock = new SettableClock { Now = TimeProvider.System.GetUtcNow() };
        var alert = new BrokenLedgerAlert(service.Database, clock);
        var broken = new LedgerBrokenException("platform", 1);
        await alert.RaiseAsync(broken, CancellationToken.None);
        await SignedLedger.AlertedAsync(service);
        await Eventually.Async(async () => await OnTheirWayAsync() == 0, what: "An empty outbox");
        clock.Now += TimeSpan.FromMinutes(2);

        await alert.RaiseAsync(broken, CancellationToken.None);
        Assert.That(await OnTheirWayAsync(), Is.Zero, "it is known");
        await service.AsOwnerAsync("delete from alert_delivery; delete from alert");
        await alert.RaiseAsync(broken, CancellationToken.None);

        await SignedLedger.AlertedAsync(service);

        Task<int> OnTheirWayAsync() => service.ScalarAsync<int>("select count(*) from outbox_message where message_type like '%.AlertRaised'");
    }

    private static async Task<string> ExportVerdictAsync(AuditService service, string kept)
    {
        const string Logs = "/api/v1/admin/vault/audit-logs";
        using var alice = service.SteppedUpAdmin("alice");
        using var bob = service.SteppedUpAdmin("bob");
        using var requested = await alice.PostAsJsonAsync($"{Logs}/exports", new { format = "json", reason = "yearly audit" });
        var id = (await requested.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("exportId").GetString();
        using var approved = await bob.PostAsJsonAsync($"{Logs}/exports/{id}/approve", new { });
        var folder = TestFolder.Create("export");
        var (export, keys) = (Path.Combine(folder, "export.jsonl"), Path.Combine(folder, "keys.json"));
        await File.WriteAllTextAsync(export, await alice.GetStringAsync($"{Logs}/exports/{id}/content"));
        await File.WriteAllTextAsync(keys, await alice.GetStringAsync($"{Logs}/keys"));
        await using var output = new StringWriter();
        var code = await VerifierCommand.RunAsync([export, "--keys", keys, "--anchor", Path.Combine(kept, "platform")], output, output);
        Assert.That(code, Is.EqualTo(1), output.ToString());
        return output.ToString();
    }

    private sealed class SettableClock : TimeProvider
    {
        public DateTimeOffset Now { get; set; }

        public override DateTimeOffset GetUtcNow() => Now;
    }
}

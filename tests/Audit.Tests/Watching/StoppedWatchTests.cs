using Npgsql;
using NUnit.Framework;
using PenguinMails.Audit.Checkpoints;
using PenguinMails.Audit.Tests.Platform;
using PenguinMails.Audit.Tests.Verification;
using PenguinMails.Contracts.Messages;
using PenguinMails.TestKit;
using static PenguinMails.Audit.Tests.Platform.Records;

namespace PenguinMails.Audit.Tests.Watching;

/// <summary>Whoever owns the database keeps the ledger from being watched, and that is noticed.</summary>
[Category("Component")]
internal sealed class StoppedWatchTests
{
    private static readonly (string Key, string Value)[] Settings =
        [("Audit:Watch:Silence", "00:00:02"), ("Audit:VerificationInterval", "00:00:00.2"), ("Audit:Evidence:WatchInterval", "00:00:00.2"), ("Audit:Evidence:ServiceSilence", "00:00:02")];

    [Test]
    public async Task Verification_WhoseLockIsNeverGiven_GoesOn()
    {
        await using var service = await AuditService.StartAsync(Settings);
        await using var locked = await HoldAsync(service, "select pg_advisory_lock(hashtext('audit_verification'))");
        await service.PublishAsync(Record(reason: "ticket 1"));
        await service.RecordedAsync(1);

        await service.TamperAsync("update audit_record set action = 'ssh_key.view' where sequence = 1");

        await AlertedAsync(service, BrokenLedgerAlert.Kind);
    }

    [Test]
    public async Task Evidence_WhoseLockIsNeverGiven_IsJudged()
    {
        await using var service = await AuditService.StartAsync(Settings);
        await service.BeatAsync("rotation");
        await using var locked = await HoldAsync(service, $"select pg_advisory_lock({0x65766964656E6365})");

        await AlertedAsync(service, "messaging.service_silent", "%rotation%");
    }

    [Test]
    public async Task Detectors_ThatAreKeptFromTheirCursor_AreAnAlertAndTheServiceIsDegraded()
    {
        await using var service = await AuditService.StartAsync(Settings);
        await using var locked = await HoldAsync(service, "begin; select 1 from detector_cursor for update");

        await AlertedAsync(service, "audit.watch_stopped", "%detectors%");

        using var client = service.Client(role: null);
        Assert.That(await client.GetStringAsync("/health"), Does.Contain("Stands still: detectors, for "));
    }

    [Test]
    public async Task Detectors_WhoseCursorIsGone_AreAnAlert()
    {
        await using var service = await AuditService.StartAsync(Settings);

        await service.AsOwnerAsync("delete from detector_cursor");

        await AlertedAsync(service, "audit.watch_stopped", "%detectors%");
    }

    [Test]
    public async Task Detectors_WhoseCursorIsMovedPastRecords_JudgeThemAllTheSame()
    {
        await using var service = await AuditService.StartAsync();
        await service.PublishAsync(Record());
        await Eventually.Async(async () => await service.ScalarAsync<long>("select sequence from detector_cursor") == 1, what: "A first record that is judged");
        var at = TimeProvider.System.GetUtcNow();
        await using (var locked = await HoldAsync(service, "begin; select 1 from detector_cursor for update"))
        {
            await service.PublishAsync(Enumerable.Range(0, 5).Select(second => Record("sign_in", AuditOutcomes.Failed, at: at.AddSeconds(-second)) with { Secret = null }));
            await service.RecordedAsync(6);
            await using var move = new NpgsqlCommand("update detector_cursor set sequence = 6; commit", locked);
            await move.ExecuteNonQueryAsync();
        }

        await AlertedAsync(service, "audit.failed_sign_ins");
    }

    [Test]
    public async Task Service_ThatIsNotListenedForAnyMore_IsAnAlert()
    {
        await using var service = await AuditService.StartAsync([.. Settings, ("Audit:Evidence:ServiceSilence", "00:10:00")]);
        await service.BeatAsync("rotation");
        await Eventually.Async(async () => await service.ScalarAsync<bool>("select exists (select from evidence where source = 'service/rotation')"), what: "A heartbeat");
        // The watch has seen it, too.
        var raised = await service.ScalarAsync<DateTime>("select now()");
        await Eventually.Async(async () => await service.ScalarAsync<bool>("select now() > @raised + interval '2 seconds'", new { raised }), what: "Some rounds of the watch");

        await service.AsOwnerAsync("delete from evidence where source = 'service/rotation'");

        await AlertedAsync(service, "audit.watch_stopped", "%Nobody listens for service/rotation %");
    }

    private static Task AlertedAsync(AuditService service, string kind, string summary = "%") => Eventually.Async(
        async () => await service.ScalarAsync<bool>("select exists (select from alert where kind = @kind and summary like @summary and state = 'open')", new { kind, summary }),
        what: $"The alert {kind}");

    /// <summary>A connection of the owner's that keeps what the statement locked.</summary>
    private static async Task<NpgsqlConnection> HoldAsync(AuditService service, string statement)
    {
        var connection = new NpgsqlConnection(service.OwnerConnectionString + ";Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(statement, connection);
        await command.ExecuteNonQueryAsync();
        return connection;
    }
}

using NUnit.Framework;
using PenguinMails.Audit.Checkpoints;
using PenguinMails.Audit.Evidence;
using PenguinMails.Audit.Ledger;
using PenguinMails.Audit.Tests.Platform;
using PenguinMails.TestKit;

namespace PenguinMails.Audit.Tests.Evidence;

/// <summary>An instance that has just begun to watch cannot judge: what others found silent is so until its evidence comes.</summary>
[Category("Component")]
internal sealed class YoungWatchTests
{
    private const string Silent = "select coalesce(string_agg(source, ' ' order by source), '') from evidence where silent_since is not null";
    private const string Unresolved = "select count(*) from alert where state <> 'resolved'";
    private const string All = "broker checkpoints/platform service/rotation vault-trail/file vault-trail/socket";

    [Test]
    public async Task Run_ByAnInstanceThatHasJustBegun_EndsOnlyWhatEvidenceCameOf()
    {
        var database = await (await TestPostgres.SharedAsync()).CreateDatabaseAsync();
        await AuditService.MigrateAsync(database);
        await using var service = await AuditService.BuildOnAsync(
            database,
            ("Audit:VaultTrail:File", Path.Combine(TestFolder.Create("trail"), "audit.log")),
            ("Audit:VaultTrail:Listen", "127.0.0.1:8300"),
            ("Audit:Evidence:CheckpointSilence", "00:00:00.5"));
        var watch = service.Get<EvidenceWatch>();
        await service.Database.InTransactionAsync(
            transaction => transaction.AppendAsync(LedgerChains.Platform, [PendingRecord.Of(Records.Record())], TimeProvider.System.GetUtcNow()), CancellationToken.None);
        await service.AsOwnerAsync(
            """
            insert into evidence (source, expected_since, seen_at, steady_since) values
                ('broker', now() - interval '1 day', now() - interval '10 minutes', now() - interval '1 day'),
                ('service/rotation', now() - interval '1 day', now() - interval '30 minutes', now() - interval '1 day');
            insert into vault_trail_call (request_id, called_at) values ('unseen', now() - interval '30 minutes');
            """);

        await Eventually.Async(
            async () => await service.ScalarAsync<bool>("select recorded_at < now() - interval '1 second' from audit_record"), what: "A record that should be signed");
        await RunAsync(TimeSpan.FromHours(1), All);
        await RunAsync(TimeSpan.Zero, All);
        Assert.That(await service.ScalarAsync<int>(Unresolved), Is.EqualTo(5), "nothing came");

        await service.AsOwnerAsync("delete from vault_trail_call");
        await RunAsync(TimeSpan.Zero, All);

        await service.AsOwnerAsync("update evidence set seen_at = now(), steady_since = now() where source = 'broker'");
        await RunAsync(TimeSpan.Zero, "checkpoints/platform service/rotation vault-trail/file vault-trail/socket");

        await service.AsOwnerAsync("update evidence set seen_at = now() where source in ('broker', 'service/rotation')");
        await RunAsync(TimeSpan.Zero, "checkpoints/platform vault-trail/file vault-trail/socket");

        await service.AsOwnerAsync("insert into vault_trail_call (request_id, called_at, in_file) values ('seen', now(), now())");
        await RunAsync(TimeSpan.Zero, "checkpoints/platform vault-trail/socket");

        await service.AsOwnerAsync("update vault_trail_call set in_socket = now()");
        await service.Get<CheckpointSigner>().SignAllAsync(LedgerChains.Platform, CancellationToken.None);
        await RunAsync(TimeSpan.Zero, "");
        Assert.That(await service.ScalarAsync<int>(Unresolved), Is.Zero);
        Assert.That(await service.ScalarAsync<int>("select count(*) from alert"), Is.EqualTo(5), "each silence was one alert");

        async Task RunAsync(TimeSpan watchedFor, string silent)
        {
            await watch.RunAsync(watchedFor, CancellationToken.None);
            Assert.That(await service.ScalarAsync<string>(Silent), Is.EqualTo(silent));
        }
    }
}

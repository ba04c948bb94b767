using NUnit.Framework;
using PenguinMails.Audit.Producers;
using PenguinMails.Audit.Tests.Platform;
using PenguinMails.TestKit;

namespace PenguinMails.Audit.Tests.Producers;

/// <summary>When a number that has not come is judged, and when not. Number 2 of 3 has not come for an hour.</summary>
[Category("Component")]
internal sealed class ProducerWatchTests
{
    private const string OneMissing =
        """
        insert into audit_producer (service, epoch, given, received) values ('key-issuance', gen_random_uuid(), 3, '{[1,1],[3,3]}');
        insert into audit_producer_mark (service, epoch, number, noted_at) select service, epoch, 3, now() - interval '1 hour' from audit_producer;
        """;

    [TestCase(60, "seen_at = now()", ExpectedResult = "2-2")]
    [TestCase(1, "seen_at = now()", ExpectedResult = "", Description = "this instance has just begun to watch, or was frozen")]
    [TestCase(60, "seen_at = now(), steady_since = now()", ExpectedResult = "", Description = "the broker, or the service, is just back")]
    [TestCase(60, "seen_at = now() - interval '10 minutes'", ExpectedResult = "", Description = "nothing comes through the broker")]
    public async Task<string?> Judge_OnlyWhileMessagesCome(int watchedMinutes, string evidence)
    {
        await using var service = await BuildAsync();
        await service.AsOwnerAsync($"{OneMissing}; update evidence set {evidence}");

        await RunAsync(service, TimeSpan.FromMinutes(watchedMinutes));

        return await service.RangesAsync("audit.record_missing");
    }

    [Test]
    public async Task Judge_WhileTheBrokerIsKnownToBeStuck_IsPutOff()
    {
        await using var service = await BuildAsync();
        await service.AsOwnerAsync(
            $$"""
            {{OneMissing}};
            insert into alert (alert_id, raised_by, deduplication_key, kind, severity, state, summary, next_step, first_occurred_at, last_occurred_at)
            values ('0195d4a0-0000-7000-8000-000000000001', 'audit', 'k', 'messaging.broker_stuck', 'critical', 'open', 's', 'n', now(), now());
            update evidence set seen_at = now(), silent_since = now(), raised_at = now(), alert_id = '0195d4a0-0000-7000-8000-000000000001'
            """);

        await RunAsync(service, TimeSpan.FromHours(1));
        Assert.That(await service.RangesAsync("audit.record_missing"), Is.Empty);

        await service.AsOwnerAsync("update evidence set silent_since = null, raised_at = null, alert_id = null");
        await RunAsync(service, TimeSpan.FromHours(1));
        await RunAsync(service, TimeSpan.FromHours(1));
        Assert.That(await service.RangesAsync("audit.record_missing"), Is.EqualTo("2-2"), "once");
    }

    [Test]
    public async Task Judge_WhatHasJustBeenGiven_Waits()
    {
        await using var service = await BuildAsync();
        await service.AsOwnerAsync($"{OneMissing}; update evidence set seen_at = now(); update audit_producer set given = 5");

        await RunAsync(service, TimeSpan.FromHours(1));
        Assert.That(await service.RangesAsync("audit.record_missing"), Is.EqualTo("2-2"));

        await service.AsOwnerAsync("update audit_producer_mark set noted_at = noted_at - interval '4 minutes'");
        await RunAsync(service, TimeSpan.FromHours(1));
        Assert.That(await service.RangesAsync("audit.record_missing"), Is.EqualTo("2-2, 4-5"));
        Assert.That(await service.ScalarAsync<int>("select count(*) from audit_producer_mark"), Is.EqualTo(1));
    }

    [Test]
    public async Task Upgrade_OfALedgerWithRecords_CountsFromTheEndOfTheUpgradeOn()
    {
        await using var service = await BuildAsync();
        Assert.That(await service.ScalarAsync<bool>("select begins_at <= now() from audit_counting"), Is.True, "a new ledger counts at once");
        await service.AsOwnerAsync("update audit_chain set last_sequence = 9 where chain = 'vault'; drop table audit_producer_mark, audit_producer, audit_counting");
        await service.AsOwnerAsync("delete from schema_migration where name = '0017_producers.sql'");
        await AuditService.MigrateAsync(service.OwnerConnectionString);
        await service.AsOwnerAsync($"{OneMissing}; update evidence set seen_at = now()");

        // An instance of the earlier version may have taken number 2.
        await RunAsync(service, TimeSpan.FromHours(1));
        Assert.That(await service.RangesAsync("audit.record_missing"), Is.Empty);

        await service.AsOwnerAsync("update audit_counting set begins_at = begins_at - interval '61 minutes'; update audit_producer set given = 4");
        await RunAsync(service, TimeSpan.FromHours(1));
        await service.AsOwnerAsync("update audit_producer_mark set noted_at = noted_at - interval '4 minutes'");
        await RunAsync(service, TimeSpan.FromHours(1));
        Assert.That(await service.RangesAsync("audit.record_missing"), Is.EqualTo("4-4"));
    }

    private static async Task<AuditService> BuildAsync()
    {
        var database = await (await TestPostgres.SharedAsync()).CreateDatabaseAsync();
        await AuditService.MigrateAsync(database);
        var service = await AuditService.BuildOnAsync(database);
        await service.AsOwnerAsync("insert into evidence (source, steady_since) values ('broker', now() - interval '1 day')");
        return service;
    }

    private static Task RunAsync(AuditService service, TimeSpan watchedFor) => service.Get<ProducerWatch>().RunAsync(watchedFor, CancellationToken.None);
}

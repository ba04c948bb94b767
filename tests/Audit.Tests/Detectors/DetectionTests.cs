using NUnit.Framework;
using PenguinMails.Audit.Tests.Platform;
using PenguinMails.Contracts.Messages;
using PenguinMails.ServiceDefaults;
using PenguinMails.TestKit;
using static PenguinMails.Audit.Tests.Platform.Records;

namespace PenguinMails.Audit.Tests.Detectors;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
[Category("Component")]
internal sealed class DetectionTests
{
    private static readonly DateTimeOffset Now = TimeProvider.System.GetUtcNow();
    private static readonly DateTimeOffset LongAgo = Now.AddHours(-5);
    private AuditService _service = null!;

    [TearDown]
    public async Task TearDownAsync() => await _service.DisposeAsync();

    [TestCase(4, 0)]
    [TestCase(5, 1)]
    [TestCase(6, 1)]
    [TestCase(9, 1)]
    public async Task FailedSignIns_OfOneUserFromOneAddress_BelowAtAndAbove_AreOneIncident(int failures, int alerts)
    {
        _service = await AuditService.StartAsync();

        await JudgedAsync(Enumerable.Range(0, failures).Select(second => Failed(at: LongAgo.AddSeconds(second))));

        Assert.That(await AlertsAsync("audit.failed_sign_ins"), Is.EqualTo(alerts));
        Assert.That(await _service.ScalarAsync<int>("select count(*) from alert where severity = 'critical'"), Is.EqualTo(alerts));
        Assert.That(await _service.ScalarAsync<int>("select coalesce(sum(occurrences), 0) from alert"), Is.EqualTo(alerts), "once per window");
    }

    [Test]
    public async Task FailedSignIns_ManyUsersFromOneAddress_AreOneIncidentOfTheAddress()
    {
        _service = await AuditService.StartAsync();

        await JudgedAsync(Enumerable.Range(0, 5).Select(number => Failed($"user-{number}@acme.example", LongAgo.AddSeconds(number))));

        Assert.That(await _service.ScalarAsync<string>("select string_agg(summary, '|') from alert"), Does.Contain("from 127.0.0.1").And.Not.Contain("|"));
    }

    [Test]
    public async Task FailedSignIns_OfOneUserFromManyAddresses_AreOneIncidentOfTheUser()
    {
        _service = await AuditService.StartAsync();

        await JudgedAsync(Enumerable.Range(0, 8).Select(number => Failed(at: LongAgo.AddSeconds(number), address: $"192.0.2.{number}")));

        Assert.That(
            await _service.ScalarAsync<string>("select string_agg(summary, '|') from alert"), Does.Contain("of owner@acme.example").And.Not.Contain("|"));
    }

    // The other address may come before the source's alert or after it; records come in any order.
    [Test]
    public async Task FailedSignIns_MostlyFromOneAddress_AreOneIncident([Values(2, 6)] int other)
    {
        _service = await AuditService.StartAsync();

        foreach (var number in Enumerable.Range(0, 8))
        {
            await JudgedAsync([Failed(at: LongAgo.AddSeconds(number), address: number == other ? "192.0.2.1" : "192.0.2.2")]);
        }

        Assert.That(await AlertsAsync("audit.failed_sign_ins"), Is.EqualTo(1));
    }

    [Test]
    public async Task FailedSignIns_OfInventedUsers_RaiseOnePerSourceWithoutTheirNames()
    {
        _service = await AuditService.StartAsync();

        await JudgedAsync(Enumerable.Range(0, 60).Select(number => Invented(
            number < 40 ? $"call-0800-{number % 4}@evil.example" : "once@evil.example",
            LongAgo.AddSeconds(number),
            number % 2 == 0 ? $"2001:db8:1:1::{number:x}" : "192.0.2.1")));

        Assert.That(
            await _service.ScalarAsync<string>("select string_agg(summary, '|' order by summary) from alert"),
            Does.StartWith("At least 5 authentications from 192.0.2.1 ").And.Contain("|At least 5 authentications from 2001:db8:1:1:: ").And.Not.Contain("evil"));
        Assert.That(await _service.ScalarAsync<string>("select string_agg(distinct severity, '|') from alert"), Is.EqualTo("warning"));
        Assert.That(await AlertsAsync("audit.failed_sign_ins"), Is.EqualTo(2));
    }

    [Test]
    public async Task FailedSignIns_SlowerThanTheWindow_AreNone()
    {
        _service = await AuditService.StartAsync();

        await JudgedAsync(Enumerable.Range(0, 8).Select(number => Failed(at: LongAgo.AddSeconds(75 * number))));

        Assert.That(await AlertsAsync("audit.failed_sign_ins"), Is.Zero);
    }

    [Test]
    public async Task FailedSignIns_GoingOn_RaiseAgainOncePerWindow()
    {
        _service = await AuditService.StartAsync();

        foreach (var minute in Enumerable.Range(0, 20))
        {
            await JudgedAsync([Failed(at: LongAgo.AddMinutes(minute))]);
        }

        // At minutes 4, 9, 14 and 19.
        Assert.That(await AlertsAsync("audit.failed_sign_ins"), Is.EqualTo(1));
        Assert.That(await _service.ScalarAsync<string>("select string_agg(occurrences::text, ' ') from alert"), Is.EqualTo("4"));
    }

    [Test]
    public async Task FailedSignIns_OutOfOrder_CountByWhenTheyHappened()
    {
        _service = await AuditService.StartAsync();
        await JudgedAsync(Enumerable.Range(0, 20).Select(hour => Failed(at: LongAgo.AddMinutes(-10 * hour))));
        Assert.That(await AlertsAsync("audit.failed_sign_ins"), Is.Zero);

        await JudgedAsync(((int[])[4, 1, 3, 2]).Select(minute => Failed(at: LongAgo.AddMinutes(minute - 60))));

        Assert.That(await AlertsAsync("audit.failed_sign_ins"), Is.EqualTo(1));
    }

    [Test]
    public async Task Detection_RestartedInBetween_GoesOnWhereItWas()
    {
        var first = await AuditService.StartAsync();
        await JudgedAsync(first, Enumerable.Range(0, 3).Select(second => Failed(at: LongAgo.AddSeconds(second))));
        await first.DisposeAsync();

        _service = await first.StartAnotherAsync();
        await JudgedAsync(Enumerable.Range(3, 2).Select(second => Failed(at: LongAgo.AddSeconds(second))));

        Assert.That(await AlertsAsync("audit.failed_sign_ins"), Is.EqualTo(1));
    }

    [Test]
    public async Task Detection_SeveralInstances_JudgeEachRecordOnce()
    {
        _service = await AuditService.StartAsync(("Audit:Detectors:BulkReads", "10"));
        await using var second = await _service.StartAnotherAsync();
        await using var third = await _service.StartAnotherAsync();

        await JudgedAsync(Enumerable.Range(0, 1500).Select(number => Record(at: LongAgo.AddMilliseconds(number), user: $"u{number % 50}@acme.example")));

        Assert.That(await AlertsAsync("audit.bulk_reads"), Is.EqualTo(50));
        Assert.That(await _service.ScalarAsync<int>("select max(occurrences) from alert"), Is.EqualTo(1));
        Assert.That(await _service.ScalarAsync<int>("select count(*) from detector_hit"), Is.EqualTo(1500));
    }

    [TestCase(10, 0)]
    [TestCase(11, 1)]
    [TestCase(30, 1)]
    public async Task BulkReads_UpToAndBeyondTheLimit_RaiseOne(int reads, int alerts)
    {
        _service = await AuditService.StartAsync(("Audit:Detectors:BulkReads", "10"));

        await JudgedAsync(Enumerable.Range(0, reads).Select(second => Record(at: LongAgo.AddSeconds(second))));

        Assert.That(await AlertsAsync("audit.bulk_reads"), Is.EqualTo(alerts));
        Assert.That(await _service.ScalarAsync<int>("select coalesce(sum(occurrences), 0) from alert where severity = 'warning'"), Is.EqualTo(alerts));
    }

    [TestCase(9, 0)]
    [TestCase(10, 1)]
    [TestCase(30, 1)]
    public async Task RefusedCalls_BelowAndFromTheLimitOn_RaiseOne(int refusals, int alerts)
    {
        _service = await AuditService.StartAsync(("Audit:Detectors:RefusedCalls", "10"));

        await JudgedAsync(Enumerable.Range(0, refusals).Select(
            second => Record("tenant.enroll", AuditOutcomes.Refused, at: LongAgo.AddSeconds(second)) with { Code = "forbidden" }));

        Assert.That(await AlertsAsync("audit.refused_calls"), Is.EqualTo(alerts));
    }

    [Test]
    public async Task BulkReads_Default_IsMoreThanAHundredInAMinute()
    {
        _service = await AuditService.StartAsync();
        await JudgedAsync(Enumerable.Range(0, 100).Select(number => Record(at: LongAgo.AddMilliseconds(500 * number))));
        Assert.That(await AlertsAsync("audit.bulk_reads"), Is.Zero);

        await JudgedAsync([Record(at: LongAgo.AddSeconds(59.5))]);

        Assert.That(await AlertsAsync("audit.bulk_reads"), Is.EqualTo(1));
    }

    [Test]
    public async Task OffHours_TenantsNight_IsOneAlertPerPersonTenantAndNight()
    {
        var other = Guid.CreateVersion7();
        // Kolkata is five and a half hours ahead all year: the last 02:30 there lies within the last day.
        var night = new DateTimeOffset(Now.UtcDateTime.Date.AddHours(21), TimeSpan.Zero);
        night = night > Now.AddMinutes(-10) ? night.AddDays(-1) : night;
        _service = await AuditService.StartAsync(
            ($"Audit:Detectors:TimeZones:{Tenant}", "Asia/Kolkata"), ("Audit:Detectors:OffHoursFrom", "02:00"), ("Audit:Detectors:OffHoursTo", "06:00"));

        await JudgedAsync(
        [
            Record(at: night), Record(at: night.AddMinutes(1)), Record(at: night.AddMinutes(2), user: "admin@acme.example"),
            Record(at: night, tenantId: other), Record(at: night.AddHours(-1)),
        ]);

        Assert.That(await AlertsAsync("audit.off_hours"), Is.EqualTo(2));
        Assert.That(await _service.ScalarAsync<int>("select sum(occurrences) from alert where kind = 'audit.off_hours' and tenant_id = @Tenant", new { Tenant }), Is.EqualTo(2));
    }

    [Test]
    public async Task Deletion_OfAPersonWithoutApproval_IsCriticalOncePerSecret()
    {
        _service = await AuditService.StartAsync();
        var approved = Record("secret.delete", at: LongAgo, user: "approved@acme.example") with { Details = new Dictionary<string, string> { ["approvalId"] = "1" } };
        var platform = Record("secret.delete", at: LongAgo);

        await JudgedAsync(
        [
            approved, platform with { Actor = platform.Actor with { Role = Roles.Service } },
            Record("secret.delete", at: LongAgo), Record("ssh_key.destroy", at: LongAgo.AddSeconds(1)),
            Record("secret.delete", at: LongAgo, tenantId: Guid.CreateVersion7()),
        ]);

        Assert.That(await AlertsAsync("audit.deletion_without_approval"), Is.EqualTo(2));
        Assert.That(await _service.ScalarAsync<int>("select count(*) from alert where severity = 'critical' and occurrences = 1"), Is.EqualTo(2));
    }

    [Test]
    public async Task BannedKey_FoundOnSeveralAccounts_IsOneAlertPerFingerprint()
    {
        _service = await AuditService.StartAsync();

        await JudgedAsync([Drift("SHA256:one"), Drift("SHA256:one"), Drift("SHA256:two"), Drift("SHA256:three", "unknown_key")]);

        Assert.That(await AlertsAsync("audit.banned_key_used"), Is.EqualTo(2));
        Assert.That(await _service.ScalarAsync<int>("select sum(occurrences) from alert"), Is.EqualTo(2));
    }

    [Test]
    public async Task Detection_OldRecords_RaiseNothingAndAreForgotten()
    {
        _service = await AuditService.StartAsync();

        await JudgedAsync(
        [
            .. Enumerable.Range(0, 6).Select(second => Failed(at: Now.AddHours(-25).AddSeconds(second))),
            .. Enumerable.Range(0, 6).Select(second => Failed(at: Now.AddDays(-3).AddSeconds(second))),
        ]);

        Assert.That(await _service.ScalarAsync<int>("select count(*) from alert"), Is.Zero);
        Assert.That(await _service.ScalarAsync<int>("select count(*) from detector_hit"), Is.EqualTo(12), "the six of yesterday, for user and address");
        Assert.That(await _service.ScalarAsync<int>("select count(*) from detector_hit where key like '%acme%' or key like '%127.0%'"), Is.Zero);
    }

    [Test]
    public async Task Detection_RecordThatARuleCannotJudge_IsNamedAndHoldsUpNeitherOthersNorOtherRules()
    {
        _service = await AuditService.StartAsync();
        await _service.OwnerDatabase.InTransactionAsync(
            transaction => transaction.ExecuteAsync($"alter table detector_hit add constraint test check (occurred_at > '{LongAgo.AddMinutes(-1):O}')"), CancellationToken.None);
        await _service.PublishAsync([Failed("impossible@acme.example", LongAgo.AddMinutes(-2)), Failed(at: LongAgo), Drift("SHA256:x")]);
        await _service.RecordedAsync(3);

        await Eventually.Async(async () => await AlertsAsync("audit.detector_failed") == 1, what: "A failed detector");

        await _service.PublishAsync(Enumerable.Range(1, 4).Select(second => Failed(at: LongAgo.AddSeconds(second))));
        await Eventually.Async(async () => await AlertsAsync("audit.failed_sign_ins") == 1, what: "The alert of the incident");
        Assert.That(await AlertsAsync("audit.banned_key_used"), Is.EqualTo(1));
        Assert.That(
            await _service.ScalarAsync<string>("select summary from alert where kind = 'audit.detector_failed'"),
            Does.Contain("audit.failed_sign_ins").And.Contain($"record {await _service.ScalarAsync<long>("select min(sequence) from audit_record r join audit_origin o on o.origin_id = r.origin_id where o.user_name like 'impossible%'")} "));
    }

    private Task JudgedAsync(IEnumerable<AuditRecorded> records) => JudgedAsync(_service, records);

    /// <summary>Returns when all are judged and what was raised is kept.</summary>
    private static async Task JudgedAsync(AuditService service, IEnumerable<AuditRecorded> records)
    {
        var all = records.ToList();
        var before = await service.ScalarAsync<int>("select count(*) from audit_record");
        await service.PublishAsync(all);
        await service.RecordedAsync(before + all.Count);
        await Eventually.Async(
            async () => await service.ScalarAsync<bool>(
                """
                select (select sequence from detector_cursor where chain = 'platform') = (select last_sequence from audit_chain where chain = 'platform')
                    and (select count(*) from detector_hit where raised) = (select coalesce(sum(occurrences), 0) from alert)
                """),
            TimeSpan.FromSeconds(60),
            "judged");
    }

    private Task<int> AlertsAsync(string kind) => _service.ScalarAsync<int>("select count(*) from alert where kind = @kind", new { kind });

    private static AuditRecorded Failed(string user = "owner@acme.example", DateTimeOffset? at = null, string address = "127.0.0.1")
    {
        var record = Record("sign_in", AuditOutcomes.Failed, user, at: at);
        return record with { Secret = null, Actor = record.Actor with { IpAddress = address } };
    }

    /// <summary>As Identity records an attempt of a user that does not exist.</summary>
    private static AuditRecorded Invented(string user, DateTimeOffset at, string address)
    {
        var record = Failed(user, at, address);
        return record with { TenantId = null, Actor = record.Actor with { UserId = null, Role = "unknown" } };
    }

    private static AuditRecorded Drift(string fingerprint, string kind = "banned_key") => Record("drift.detect", at: LongAgo) with
    {
        Details = new Dictionary<string, string> { ["kind"] = kind, ["fingerprint"] = fingerprint },
    };
}

using NUnit.Framework;
using PenguinMails.Audit.Tests.Platform;
using PenguinMails.Contracts.Messages;
using PenguinMails.ServiceDefaults;
using PenguinMails.TestKit;
using static PenguinMails.Audit.Tests.Platform.Records;

namespace PenguinMails.Audit.Tests.Detectors;

/// <summary>What the detectors raise, beside failed sign-ins.</summary>
[Category("Component")]
internal sealed class DetectionTests : DetectionFixture
{
    [Test]
    public async Task Detection_RestartedInBetween_GoesOnWhereItWas()
    {
        var first = await AuditService.StartAsync();
        await JudgedAsync(first, Enumerable.Range(0, 3).Select(second => Failed(at: LongAgo.AddSeconds(second))));
        await first.StopAsync();

        Service = await first.StartAnotherAsync();
        await JudgedAsync(Enumerable.Range(3, 2).Select(second => Failed(at: LongAgo.AddSeconds(second))));

        Assert.That(await AlertsAsync("audit.failed_sign_ins"), Is.EqualTo(1));
    }

    [Test]
    public async Task Detection_CursorBeyondTheEnd_IsAnAlertAndIsSetBack()
    {
        Service = await AuditService.StartAsync();
        await Service.AsOwnerAsync("update detector_cursor set sequence = 1000000");

        await Service.PublishAsync(Enumerable.Range(0, 5).Select(second => Failed(at: LongAgo.AddSeconds(second))));

        await Eventually.Async(async () => await AlertsAsync("audit.detectors_skipped") == 1, what: "An alert about the cursor");
        await Eventually.Async(async () => await AlertsAsync("audit.failed_sign_ins") == 1, what: "What was skipped is judged");
    }

    [Test]
    public async Task Detection_SeveralInstances_JudgeEachRecordOnce()
    {
        Service = await AuditService.StartAsync(("Audit:Detectors:BulkReads", "10"));
        await using var second = await Service.StartAnotherAsync();
        await using var third = await Service.StartAnotherAsync();

        await JudgedAsync(Enumerable.Range(0, 1500).Select(number => Record(at: LongAgo.AddMilliseconds(number), user: $"u{number % 50}@acme.example")));

        Assert.That(await AlertsAsync("audit.bulk_reads"), Is.EqualTo(50));
        Assert.That(await Service.ScalarAsync<int>("select max(occurrences) from alert"), Is.EqualTo(1));
        Assert.That(await Service.ScalarAsync<int>("select count(*) from detector_hit"), Is.EqualTo(1500));
    }

    [TestCase(10, 0)]
    [TestCase(11, 1)]
    [TestCase(30, 1)]
    public async Task BulkReads_UpToAndBeyondTheLimit_RaiseOne(int reads, int alerts)
    {
        Service = await AuditService.StartAsync(("Audit:Detectors:BulkReads", "10"));

        await JudgedAsync(Enumerable.Range(0, reads).Select(second => Record(at: LongAgo.AddSeconds(second))));

        Assert.That(await AlertsAsync("audit.bulk_reads"), Is.EqualTo(alerts));
        Assert.That(await Service.ScalarAsync<int>("select coalesce(sum(occurrences), 0) from alert where severity = 'warning'"), Is.EqualTo(alerts));
    }

    [TestCase(9, 0)]
    [TestCase(10, 1)]
    [TestCase(30, 1)]
    public async Task RefusedCalls_BelowAndFromTheLimitOn_RaiseOne(int refusals, int alerts)
    {
        Service = await AuditService.StartAsync(("Audit:Detectors:RefusedCalls", "10"));

        await JudgedAsync(Enumerable.Range(0, refusals).Select(
            second => Record("tenant.enroll", AuditOutcomes.Refused, at: LongAgo.AddSeconds(second)) with { Code = "forbidden" }));

        Assert.That(await AlertsAsync("audit.refused_calls"), Is.EqualTo(alerts));
    }

    [TestCase(19, 0)]
    [TestCase(20, 1)]
    [TestCase(30, 1)]
    public async Task ForeignIds_Default_AreTwentyOfOnePersonWithinAQuarterOfAnHour(int tries, int alerts)
    {
        Service = await AuditService.StartAsync();

        await JudgedAsync(Enumerable.Range(0, tries).Select(
            number => Record("operation.view", AuditOutcomes.Refused, at: LongAgo.AddSeconds(29 * number)) with { Code = "not_found" }));

        Assert.That(await AlertsAsync("audit.foreign_ids"), Is.EqualTo(alerts));
    }

    [Test]
    public async Task BulkReads_Default_IsMoreThanAHundredInAMinute()
    {
        Service = await AuditService.StartAsync();
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
        Service = await AuditService.StartAsync(
            ($"Audit:Detectors:TimeZones:{Tenant}", "Asia/Kolkata"), ("Audit:Detectors:OffHoursFrom", "02:00"), ("Audit:Detectors:OffHoursTo", "06:00"));

        await JudgedAsync(
        [
            Record(at: night), Record(at: night.AddMinutes(1)), Record(at: night.AddMinutes(2), user: "admin@acme.example"),
            Record(at: night, tenantId: other), Record(at: night.AddHours(-1)),
        ]);

        Assert.That(await AlertsAsync("audit.off_hours"), Is.EqualTo(2));
        Assert.That(await Service.ScalarAsync<int>("select sum(occurrences) from alert where kind = 'audit.off_hours' and tenant_id = @Tenant", new { Tenant }), Is.EqualTo(2));
    }

    [Test]
    public async Task Deletion_OfAPersonWithoutApproval_IsCriticalOncePerSecret()
    {
        Service = await AuditService.StartAsync();
        var approved = Record("secret.delete", at: LongAgo, user: "approved@acme.example") with { Details = new Dictionary<string, string> { ["approvalId"] = "1" } };
        var platform = Record("secret.delete", at: LongAgo);

        await JudgedAsync(
        [
            approved, platform with { Actor = platform.Actor with { Role = Roles.Service } },
            Record("secret.delete", at: LongAgo), Record("ssh_key.destroy", at: LongAgo.AddSeconds(1)),
            Record("secret.delete", at: LongAgo, tenantId: Guid.CreateVersion7()),
        ]);

        Assert.That(await AlertsAsync("audit.deletion_without_approval"), Is.EqualTo(2));
        Assert.That(await Service.ScalarAsync<int>("select count(*) from alert where severity = 'critical' and occurrences = 1"), Is.EqualTo(2));
    }

    [Test]
    public async Task BannedKey_FoundOnSeveralAccounts_IsOneAlertPerFingerprint()
    {
        Service = await AuditService.StartAsync();

        await JudgedAsync([Drift("SHA256:one"), Drift("SHA256:one"), Drift("SHA256:two"), Drift("SHA256:three", "unknown_key")]);

        Assert.That(await AlertsAsync("audit.banned_key_used"), Is.EqualTo(2));
        Assert.That(await Service.ScalarAsync<int>("select sum(occurrences) from alert"), Is.EqualTo(2));
    }

    [Test]
    public async Task Detection_OldRecords_RaiseNothingAndAreForgotten()
    {
        Service = await AuditService.StartAsync();

        await JudgedAsync(
        [
            .. Enumerable.Range(0, 6).Select(second => Failed(at: Now.AddHours(-25).AddSeconds(second))),
            .. Enumerable.Range(0, 6).Select(second => Failed(at: Now.AddDays(-3).AddSeconds(second))),
        ]);

        Assert.That(await Service.ScalarAsync<int>("select count(*) from alert"), Is.Zero);
        Assert.That(await Service.ScalarAsync<int>("select count(*) from detector_hit"), Is.EqualTo(12), "the six of yesterday, for user and address");
        Assert.That(await Service.ScalarAsync<int>("select count(*) from detector_hit where key like '%acme%' or key like '%127.0%'"), Is.Zero);
    }

    [Test]
    public async Task Detection_RecordThatARuleCannotJudge_IsNamedAndHoldsUpNeitherOthersNorOtherRules()
    {
        Service = await AuditService.StartAsync();
        await Service.OwnerDatabase.InTransactionAsync(
            transaction => transaction.ExecuteAsync($"alter table detector_hit add constraint test check (occurred_at > '{LongAgo.AddMinutes(-1):O}')"), CancellationToken.None);
        await Service.PublishAsync([Failed("impossible@acme.example", LongAgo.AddMinutes(-2)), Failed(at: LongAgo), Drift("SHA256:x")]);
        await Service.RecordedAsync(3);

        await Eventually.Async(async () => await AlertsAsync("audit.detector_failed") == 1, what: "A failed detector");

        await Service.PublishAsync(Enumerable.Range(1, 4).Select(second => Failed(at: LongAgo.AddSeconds(second))));
        await Eventually.Async(async () => await AlertsAsync("audit.failed_sign_ins") == 1, what: "The alert of the incident");
        Assert.That(await AlertsAsync("audit.banned_key_used"), Is.EqualTo(1));
        Assert.That(
            await Service.ScalarAsync<string>("select summary from alert where kind = 'audit.detector_failed'"),
            Does.Contain("audit.failed_sign_ins").And.Contain($"record {await Service.ScalarAsync<long>("select min(sequence) from audit_record r join audit_origin o on o.origin_id = r.origin_id where o.user_name like 'impossible%'")} "));
    }
}

using NUnit.Framework;
using PenguinMails.Audit.Tests.Platform;
using PenguinMails.Contracts.Messages;
using PenguinMails.TestKit;
using static PenguinMails.Audit.Tests.Platform.Records;

namespace PenguinMails.Audit.Tests.Detectors;

/// <summary>A service of one's own for each test, and records of long ago for its detectors.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal abstract class DetectionFixture
{
    protected static readonly DateTimeOffset Now = TimeProvider.System.GetUtcNow();
    protected static readonly DateTimeOffset LongAgo = Now.AddHours(-5);

    protected AuditService Service { get; set; } = null!;

    [TearDown]
    public async Task TearDownAsync() => await Service.DisposeAsync();

    protected Task JudgedAsync(IEnumerable<AuditRecorded> records) => JudgedAsync(Service, records);

    /// <summary>Returns when all are judged and what was raised is kept.</summary>
    protected static async Task JudgedAsync(AuditService service, IEnumerable<AuditRecorded> records)
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
            what: "judged");
    }

    protected Task<int> AlertsAsync(string kind) => Service.ScalarAsync<int>("select count(*) from alert where kind = @kind", new { kind });

    protected static AuditRecorded Failed(string user = "owner@acme.example", DateTimeOffset? at = null, string address = "127.0.0.1")
    {
        var record = Record("sign_in", AuditOutcomes.Failed, user, at: at);
        return record with { Secret = null, Actor = record.Actor with { IpAddress = address } };
    }

    /// <summary>As Identity records an attempt of a user that does not exist.</summary>
    protected static AuditRecorded Invented(string user, DateTimeOffset at, string address)
    {
        var record = Failed(user, at, address);
        return record with { TenantId = null, Actor = record.Actor with { UserId = null, Role = "unknown" } };
    }

    protected static AuditRecorded Drift(string fingerprint, string kind = "banned_key") => Record("drift.detect", at: LongAgo) with
    {
        Details = new Dictionary<string, string> { ["kind"] = kind, ["fingerprint"] = fingerprint },
    };
}

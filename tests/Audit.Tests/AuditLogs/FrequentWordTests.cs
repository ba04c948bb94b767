using Dapper;
using NUnit.Framework;
using PenguinMails.Audit.AuditLogs;
using PenguinMails.Audit.Tests.Platform;
using PenguinMails.Contracts.Messages;
using PenguinMails.ServiceDefaults;
using static PenguinMails.Audit.Tests.Platform.Records;

namespace PenguinMails.Audit.Tests.AuditLogs;

/// <summary>A word that stands in too many reasons to list: then the newest reasons, or the newest records, are gone through.</summary>
internal sealed class FrequentWordTests : SharedServiceTests
{
    private const int Count = 1800;
    private static readonly Guid OtherTenant = Guid.Parse("6ba7b810-9dad-11d1-80b4-00c04fd430c8");
    private static readonly DateTimeOffset Noon = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);
    private static readonly AuditLogFilter Frequent = new("platform", Search: "ticket");

    private static readonly AuditLogFilter[] Filters =
    [
        Frequent,
        Frequent with { Outcome = AuditOutcomes.Success },
        Frequent with { Outcome = AuditOutcomes.Failed },
        Frequent with { Action = "ssh_key.rotate" },
        Frequent with { Action = "ssh_key.revoke" },
        Frequent with { SecretType = "ssh", TenantId = OtherTenant },
        Frequent with { SecretType = "dkim" },
        Frequent with { From = Noon.AddMinutes(5), To = Noon.AddMinutes(20) },
        Frequent with { Outcome = AuditOutcomes.Failed, To = Noon.AddMinutes(20) },
        Frequent with { Search = "ticket -odd" },
    ];

    private List<AuditLogEntry> _all = null!;

    [OneTimeSetUp]
    public async Task FillAsync()
    {
        await Service.PublishAsync(Enumerable.Range(0, Count).Select(number => Record(
            number == 7 ? "ssh_key.revoke" : number % 2 == 0 ? "ssh_key.rotate" : "ssh_key.download",
            number % 50 == 1 ? AuditOutcomes.Failed : AuditOutcomes.Success,
            tenantId: number % 10 == 0 ? OtherTenant : Tenant,
            reason: number % 3 == 0 ? "routine" : $"ticket {(number % 2 == 0 ? "even" : "odd")}",
            at: Noon.AddSeconds(number))));
        await Service.RecordedAsync(Count);
        await Service.Database.InTransactionAsync(transaction => transaction.ExecuteAsync("analyze audit_record, audit_reason"), default);
        _all = [.. await Service.Database.ReadAsync(
            connection => connection.QueryAsync<AuditLogEntry>(
                $"select {AuditLogQuery.Columns} from audit_record r {AuditLogQuery.Apart} where r.chain = 'platform' order by r.sequence desc"),
            default)];
    }

    [TestCaseSource(nameof(Filters))]
    public async Task Find_FrequentWord_ShowsTheNewestThatMatch(AuditLogFilter filter)
    {
        var page = await new AuditLogQuery(Service.Database).FindAsync(filter, new AuditLogPosition(Page.Parse(null, null, new FieldErrors()), null), default);

        var expected = Expected(filter);
        Assert.That(page.Items.Select(item => item.Sequence), Is.EqualTo(expected.Take(page.PageSize)));
        Assert.That(page.Total, Is.EqualTo(expected.Count));
    }

    [Test]
    public async Task Keys_ByRecordsOrByReasons_AreTheSame([ValueSource(nameof(Filters))] AuditLogFilter filter, [Values] bool byRecords)
    {
        var selection = new LedgerSelection(filter, words: new WordPlaces(Reasons: null, Paths: [], byRecords));
        var keys = new DynamicParameters(selection.Parameters);
        keys.Add("Limit", Count);

        var found = await Service.Database.ReadAsync(
            connection => connection.QueryAsync<long>($"select sequence from {selection.NewestKeys("@Limit")} as found order by recorded_at desc, sequence desc", keys), default);

        Assert.That(found, Is.EqualTo(Expected(filter)));
    }

    [TestCaseSource(nameof(Sides))]
    public async Task Places_FrequentWord_TheSmallerSideIsGoneThrough(AuditLogFilter filter, bool areRecordsFewer)
    {
        var places = await Service.Database.ReadAsync(connection => WordPlaces.FindAsync(connection, filter, before: null), default);

        Assert.That(places, Is.EqualTo(new WordPlaces(null, places!.Paths, areRecordsFewer)));
    }

    private static IEnumerable<TestCaseData> Sides() =>
    [
        new(Frequent, false),
        new(Frequent with { Outcome = AuditOutcomes.Success }, false),
        new(Frequent with { Outcome = AuditOutcomes.Failed }, true),
        new(Frequent with { Action = "ssh_key.revoke" }, true),
    ];

    private List<long> Expected(AuditLogFilter filter)
    {
        var isOddMeant = !filter.Search!.Contains("-odd", StringComparison.Ordinal);
        return [.. _all
            .Where(entry => filter.Matches(entry) && entry.Reason!.StartsWith("ticket", StringComparison.Ordinal) && (isOddMeant || entry.Reason != "ticket odd"))
            .Select(entry => entry.Sequence)];
    }
}

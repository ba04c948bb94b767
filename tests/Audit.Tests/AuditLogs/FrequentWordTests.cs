using NUnit.Framework;
using PenguinMails.Audit.AuditLogs;
using PenguinMails.Audit.Ledger;
using PenguinMails.Audit.Tests.Platform;
using PenguinMails.Contracts.Messages;
using PenguinMails.ServiceDefaults;
using static PenguinMails.Audit.Tests.Platform.Records;

namespace PenguinMails.Audit.Tests.AuditLogs;

/// <summary>Words that stand in too many places to list: then the newest are gone through.</summary>
[Category("Component")]
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
        Frequent with { Action = "ssh_key.rotate", Outcome = AuditOutcomes.Failed },
        Frequent with { User = "Owner@acme.example" },
        Frequent with { Search = "ticket -odd" },
        Frequent with { Search = "ssh" },
        Frequent with { Search = "ssh", Outcome = AuditOutcomes.Failed },
        Frequent with { Search = "ssh", Action = "ssh_key.rotate", To = Noon.AddMinutes(20) },
        Frequent with { Search = "6ba7b810", SecretType = "ssh" },
        Frequent with { Search = "ssh", SecretType = "dkim" },
    ];

    private List<AuditLogEntry> _all = null!;

    [OneTimeSetUp]
    public async Task FillAsync()
    {
        var records = Enumerable.Range(0, Count).Select(number => PendingRecord.Of(Record(
            number == 7 ? "ssh_key.revoke" : number % 2 == 0 ? "ssh_key.rotate" : "ssh_key.download",
            number % 50 == 1 ? AuditOutcomes.Failed : AuditOutcomes.Success,
            tenantId: number % 10 == 0 ? OtherTenant : Tenant,
            reason: number % 3 == 0 ? "routine" : $"ticket {(number % 2 == 0 ? "even" : "odd")}",
            at: Noon.AddSeconds(number)))).ToList();
        // The second half comes days late.
        foreach (var (half, now) in records.Chunk(Count / 2).Zip([Noon.AddHours(1), Noon.AddDays(3)]))
        {
            await Service.Database.InTransactionAsync(transaction => transaction.AppendAsync(LedgerChains.Platform, half, now), default);
        }

        await Service.OwnerDatabase.InTransactionAsync(transaction => transaction.ExecuteAsync("analyze audit_record, audit_reason"), default);
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
    public async Task Keys_WhateverPlacesAreListed_AreTheSame(
        [ValueSource(nameof(Filters))] AuditLogFilter filter, [Values] bool areKinds, [Values] bool areReasons, [Values] bool arePaths)
    {
        var listed = await PlacesAsync(filter);
        var selection = new LedgerSelection(
            new LedgerConditions(filter),
            new NarrowingQueries(areKinds ? listed.Actions : null, areReasons ? listed.Reasons : null, arePaths ? listed.Paths : null));
        var keys = selection.Parameters;
        keys.Add("Limit", Count);

        var found = await Service.Database.ReadAsync(
            connection => connection.QueryAsync<long>($"select sequence from {selection.NewestKeys("@Limit")} as found order by recorded_at desc, sequence desc", keys), default);

        Assert.That(found, Is.EqualTo(Expected(filter)));
    }

    [TestCaseSource(nameof(Listed))]
    public async Task Places_FrequentWord_ReasonsThatMatchAllElseAreListedWhenTheyAreFew(AuditLogFilter filter, int? count)
    {
        var places = await PlacesAsync(filter);

        Assert.That(places.Reasons?.Count, Is.EqualTo(count));
    }

    [Test]
    public async Task Places_WhatNeverWentTogether_IsKnownByItsKinds()
    {
        var kinds = (await PlacesAsync(new AuditLogFilter("platform", Action: "ssh_key.rotate", Outcome: AuditOutcomes.Failed))).Actions;

        Assert.That(kinds, Is.Empty);
    }

    private Task<NarrowingQueries> PlacesAsync(AuditLogFilter filter) =>
        Service.Database.ReadAsync(connection => NarrowingQueries.FindAsync(connection, new LedgerConditions(filter)), default);

    private static IEnumerable<TestCaseData> Listed() =>
    [
        new(Frequent, null),
        new(Frequent with { Outcome = AuditOutcomes.Success }, null),
        new(Frequent with { Outcome = AuditOutcomes.Failed }, 24),
        new(Frequent with { Action = "ssh_key.revoke" }, 1),
        new(Frequent with { Action = "ssh_key.rotate", Outcome = AuditOutcomes.Failed }, 0),
    ];

    private List<long> Expected(AuditLogFilter filter) =>
        [.. _all.Where(entry => filter.Matches(entry) && Holds(entry, filter.Search!)).Select(entry => entry.Sequence)];

    private static bool Holds(AuditLogEntry entry, string search) => search switch
    {
        "ticket" => entry.Reason!.StartsWith("ticket", StringComparison.Ordinal),
        "ticket -odd" => entry.Reason == "ticket even",
        _ => entry.Path!.Contains(search, StringComparison.Ordinal),
    };
}

using PenguinMails.Audit.Ledger;

namespace PenguinMails.Audit.AuditLogs;

/// <summary>SQL that selects keys of records, so that each filter is answered by an index.</summary>
/// <remarks>
/// Records are in order of recorded_at and sequence at once. What happened in a period was recorded soon after, and what was not
/// has an index of its own: so old periods are found without reading all that is newer.
/// </remarks>
/// <param name="filter">What is asked for.</param>
/// <param name="before">Only records before this sequence.</param>
/// <param name="words">Where the searched words stand, as far as that is known.</param>
internal sealed class LedgerSelection(AuditLogFilter filter, long? before = null, WordPlaces? words = null)
{
    /// <summary>
    /// The searched words as a query of Postgres' full-text search. Texts are indexed with every part of a path, name or id as a word,
    /// so they are asked for part by part; a hyphen before a word means that it must not occur.
    /// </summary>
    public const string Words = @"websearch_to_tsquery('simple', regexp_replace(translate(@Search, '/._', '   '), '(?<=\w)-(?=\w)', ' ', 'g'))";

    private const string PersonId = "(select person_id from audit_person where name_key = @User)";

    // As in the index audit_record_late: LedgerAppend.ClockTolerance.
    private const string Late = "24:00:00";

    /// <summary>The parameters that the SQL names.</summary>
    public Dictionary<string, object?> Parameters { get; } = new(StringComparer.Ordinal)
    {
        ["Chain"] = filter.Chain,
        ["TenantId"] = filter.TenantId,
        ["SecretType"] = filter.SecretType,
        ["Action"] = filter.Action,
        ["User"] = filter.User?.ToLowerInvariant(),
        ["From"] = filter.From,
        ["To"] = filter.To,
        ["FromRecorded"] = filter.From - LedgerAppend.ClockTolerance,
        ["ToRecorded"] = filter.To + LedgerAppend.ClockTolerance,
        ["Outcome"] = filter.Outcome,
        ["Search"] = filter.Search,
        ["Before"] = before,
        ["Paths"] = words?.Paths,
        ["ReasonSequences"] = words?.Reasons?.Select(reason => reason.Sequence).ToArray(),
        ["ReasonTimes"] = words?.Reasons?.Select(reason => reason.RecordedAt).ToArray(),
    };

    /// <summary>sequence and recorded_at of the newest matching records, newest first.</summary>
    /// <param name="limit">The name of the parameter with the number of keys.</param>
    public string NewestKeys(string limit)
    {
        var common = string.Join(" and ", Conditions());
        var branches = Periods()
            .SelectMany(period => filter.Search is null
                ? [Newest("audit_record r", common + period.OfRecord, limit)]
                : Searched(common + period.OfRecord, period, limit))
            .ToList();
        return branches.Count == 1
            ? branches[0]
            : branches.Count == 0
                ? "(select sequence, recorded_at from audit_record where false)"
                : $"({string.Join(" union ", branches)} order by recorded_at desc, sequence desc limit {limit})";
    }

    /// <summary>A condition on <c>audit_record r</c> that holds for all matching records.</summary>
    public string Where() => string.Join(" and ", [.. Conditions(), .. SearchBranches() is { Count: > 0 } search ? [$"({string.Join(" or ", search)})"] : Array.Empty<string>()]);

    /// <summary>What is gone through when words stand in many reasons: the records that match otherwise, or the reasons.</summary>
    public (string Records, string Reasons) Candidates()
    {
        var period = Periods()[0];
        return ($"audit_record r where {string.Join(" and ", Conditions())}{period.OfRecord}", $"audit_reason s where {OfReasons(period)}");
    }

    private static string OfReasons(Period period) => $"s.chain = @Chain and s.document @@ {Words}{period.OfReason}";

    private static string Newest(string from, string condition, string limit) =>
        $"(select r.sequence, r.recorded_at from {from} where {condition} order by r.recorded_at desc, r.sequence desc limit {limit})";

    // Words may stand in reasons, which have an index of words, and in paths, which are few and have one of their own. Places that are
    // known are looked up one by one: the planner would rather read the whole ledger. Of many, the newest are gone through, one by one,
    // on the side that has fewer.
    private IEnumerable<string> Searched(string condition, Period period, string limit)
    {
        switch (words?.Reasons)
        {
            case null when period.IsOfLateOnes || words?.AreRecordsFewer == true:
                yield return $"""
                    (select r.sequence, r.recorded_at from audit_record r cross join lateral
                         (select from audit_reason s where s.chain = @Chain and s.sequence = r.sequence and s.document @@ {Words} limit 1) as s
                     where {condition} order by r.recorded_at desc, r.sequence desc limit {limit})
                    """;
                break;
            case null:
                yield return $"""
                    (select s.sequence, s.recorded_at from audit_reason s cross join lateral
                         (select from audit_record r where {condition} and r.sequence = s.sequence and r.recorded_at = s.recorded_at limit 1) as r
                     where {OfReasons(period)} order by s.recorded_at desc, s.sequence desc limit {limit})
                    """;
                break;
            case { Count: > 0 }:
                yield return OneByOne(
                    "unnest(@ReasonSequences, @ReasonTimes) as reason(sequence, recorded_at)",
                    $"{condition} and r.sequence = reason.sequence and r.recorded_at = reason.recorded_at",
                    limit);
                break;
        }

        switch (words?.Paths)
        {
            case null:
                yield return Newest("audit_record r", $"{condition} and r.path_id in (select path_id from audit_path where document @@ {Words})", limit);
                break;
            case { Length: > 0 }:
                yield return OneByOne("unnest(@Paths) as path(id)", $"{condition} and r.path_id = path.id", limit);
                break;
        }
    }

    private static string OneByOne(string places, string condition, string limit) =>
        $"""
        (select k.sequence, k.recorded_at from {places} cross join lateral {Newest("audit_record r", condition, limit)} as k
         order by k.recorded_at desc, k.sequence desc limit {limit})
        """;

    // Reasons are of the same tenant and person as their records, and recorded when they are.
    private Period[] Periods()
    {
        var ofReason = string.Concat(
            filter.TenantId is null ? "" : " and s.tenant_id = @TenantId",
            filter.User is null ? "" : $" and s.person_id = {PersonId}",
            filter.From is null ? "" : " and s.recorded_at >= @FromRecorded");
        if (filter.To is null)
        {
            return [new Period("", ofReason)];
        }

        return
        [
            new Period(" and r.recorded_at < @ToRecorded", $"{ofReason} and s.recorded_at < @ToRecorded"),
            new Period($" and r.recorded_at >= @ToRecorded and r.recorded_at - r.occurred_at > interval '{Late}'", "", IsOfLateOnes: true),
        ];
    }

    private List<string> SearchBranches() => filter.Search is null
        ? []
        : [
            $"r.path_id in (select path_id from audit_path where document @@ {Words})",
            $"exists (select from audit_reason s where s.chain = r.chain and s.sequence = r.sequence and s.document @@ {Words})",
        ];

    // Only the filters that are set, so that the planner can choose an index for them.
    private IEnumerable<string> Conditions()
    {
        yield return "r.chain = @Chain";
        foreach (var (isSet, condition) in new[]
        {
            (filter.TenantId is not null, "r.tenant_id = @TenantId"),
            (filter.SecretType is not null, "r.secret_type = @SecretType"),
            (filter.Action is not null, "r.action = @Action"),
            (filter.User is not null, $"r.person_id = {PersonId}"),
            (filter.From is not null, "r.occurred_at >= @From and r.recorded_at >= @FromRecorded"),
            (filter.To is not null, "r.occurred_at < @To"),
            (filter.Outcome is not null, filter.Outcome == "success" ? "r.outcome = @Outcome" : "r.outcome = @Outcome and r.outcome <> 'success'"),
            (before is not null, "(r.recorded_at, r.sequence) < ((select recorded_at from audit_record where chain = @Chain and sequence = @Before), @Before)"),
        })
        {
            if (isSet)
            {
                yield return condition;
            }
        }
    }

    /// <param name="OfRecord">Goes on with a condition on <c>audit_record r</c>.</param>
    /// <param name="OfReason">Goes on with a condition on <c>audit_reason s</c>.</param>
    /// <param name="IsOfLateOnes">Few records, whenever they were recorded.</param>
    private sealed record Period(string OfRecord, string OfReason, bool IsOfLateOnes = false);
}

using PenguinMails.Audit.Ledger;

namespace PenguinMails.Audit.AuditLogs;

/// <summary>SQL that selects keys of records, so that each filter is answered by an index.</summary>
/// <remarks>
/// Records are in order of recorded_at and sequence at once. What happened in a period was recorded soon after, and what was not
/// has an index of its own: so old periods are found without reading all that is newer.
/// </remarks>
/// <param name="filter">What is asked for.</param>
/// <param name="before">Only records before this sequence.</param>
/// <param name="paths">The paths that hold the searched words, when they are few (<see cref="FewPaths"/>); null: they are many.</param>
internal sealed class LedgerSelection(AuditLogFilter filter, long? before = null, long[]? paths = null)
{
    /// <summary>So many paths are looked at one by one. More of them have so many records that a look through the newest finds them.</summary>
    public const int FewPaths = 1000;

    /// <summary>
    /// The searched words as a query of Postgres' full-text search. Texts are indexed with every part of a path, name or id as a word,
    /// so they are asked for part by part; a hyphen before a word means that it must not occur.
    /// </summary>
    public const string Words = @"websearch_to_tsquery('simple', regexp_replace(translate(@Search, '/._', '   '), '(?<=\w)-(?=\w)', ' ', 'g'))";

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
        ["Paths"] = paths,
    };

    /// <summary>sequence and recorded_at of the newest matching records, newest first.</summary>
    /// <param name="limit">The name of the parameter with the number of keys.</param>
    public string NewestKeys(string limit)
    {
        var common = string.Join(" and ", Conditions());
        var branches = TimeBranches()
            .Select(time => time.Length == 0 ? common : $"{common} and {time}")
            .SelectMany(condition => filter.Search is null ? [Newest("audit_record r", condition, limit)] : Searched(condition, limit))
            .ToList();
        return branches.Count == 1
            ? branches[0]
            : $"({string.Join(" union ", branches)} order by recorded_at desc, sequence desc limit {limit})";
    }

    /// <summary>A condition on <c>audit_record r</c> that holds for all matching records.</summary>
    public string Where() => string.Join(" and ", [.. Conditions(), .. SearchBranches() is { Count: > 0 } search ? [$"({string.Join(" or ", search)})"] : Array.Empty<string>()]);

    private static string Newest(string from, string condition, string limit) =>
        $"(select r.sequence, r.recorded_at from {from} where {condition} order by r.recorded_at desc, r.sequence desc limit {limit})";

    // Words may stand in reasons, which have an index of words, and in paths, which are few and have one of their own.
    private IEnumerable<string> Searched(string condition, string limit)
    {
        yield return $"""
            (select s.sequence, s.recorded_at from audit_reason s
             join audit_record r on r.chain = s.chain and r.sequence = s.sequence and r.recorded_at = s.recorded_at
             where s.chain = @Chain and s.document @@ {Words} and {condition} order by s.recorded_at desc, s.sequence desc limit {limit})
            """;
        switch (paths)
        {
            case null:
                yield return Newest("audit_record r", $"{condition} and r.path_id in (select path_id from audit_path where document @@ {Words})", limit);
                break;
            case { Length: > 0 }:
                yield return $"""
                    (select k.sequence, k.recorded_at from unnest(@Paths) as path(id)
                     cross join lateral {Newest("audit_record r", $"{condition} and r.path_id = path.id", limit)} as k
                     order by k.recorded_at desc, k.sequence desc limit {limit})
                    """;
                break;
        }
    }

    private string[] TimeBranches() => filter.To is null
        ? [""]
        : ["r.recorded_at < @ToRecorded", $"r.recorded_at >= @ToRecorded and r.recorded_at - r.occurred_at > interval '{Late}'"];

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
            (filter.User is not null, "r.person_id = (select person_id from audit_person where name_key = @User)"),
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
}

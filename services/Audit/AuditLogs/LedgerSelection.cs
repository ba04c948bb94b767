using PenguinMails.Audit.Ledger;

namespace PenguinMails.Audit.AuditLogs;

/// <summary>SQL that selects keys of records, so that each filter is answered by an index.</summary>
/// <remarks>
/// Records are in order of recorded_at and sequence at once. What happened in a period was recorded soon after, and what was not
/// has an index of its own: so old periods are found without reading all that is newer.
/// </remarks>
internal sealed class LedgerSelection(AuditLogFilter filter, long? before = null)
{
    // As in the index audit_record_late: LedgerAppend.ClockTolerance.
    private const string Late = "24:00:00";

    /// <summary>The parameters that the SQL names.</summary>
    public Dictionary<string, object?> Parameters { get; } = new(StringComparer.Ordinal)
    {
        ["Chain"] = filter.Chain,
        ["TenantId"] = filter.TenantId,
        ["SecretType"] = filter.SecretType,
        ["Action"] = filter.Action,
        ["User"] = filter.User,
        ["From"] = filter.From,
        ["To"] = filter.To,
        ["FromRecorded"] = filter.From - LedgerAppend.ClockTolerance,
        ["ToRecorded"] = filter.To + LedgerAppend.ClockTolerance,
        ["Outcome"] = filter.Outcome,
        ["Search"] = filter.Search,
        ["Before"] = before,
    };

    /// <summary>sequence and recorded_at of the newest matching records, newest first.</summary>
    /// <param name="limit">The name of the parameter with the number of keys.</param>
    public string NewestKeys(string limit)
    {
        var branches = Branches().Select(branch =>
            $"(select r.sequence, r.recorded_at from audit_record r where {branch} order by r.recorded_at desc, r.sequence desc limit {limit})").ToList();
        return branches.Count == 1
            ? branches[0]
            : $"({string.Join(" union ", branches)} order by recorded_at desc, sequence desc limit {limit})";
    }

    /// <summary>A condition on <c>audit_record r</c> that holds for all matching records.</summary>
    public string Where() => string.Join(" and ", [.. Conditions(), .. SearchBranches() is { Count: > 0 } search ? [$"({string.Join(" or ", search)})"] : Array.Empty<string>()]);

    private IEnumerable<string> Branches()
    {
        var common = string.Join(" and ", Conditions());
        foreach (var time in TimeBranches())
        {
            foreach (var search in SearchBranches() is { Count: > 0 } branches ? branches : [""])
            {
                yield return string.Join(" and ", new[] { common, time, search }.Where(condition => condition.Length > 0));
            }
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

    private static string Words => "websearch_to_tsquery('simple', translate(@Search, '/._', '   '))";

    // Only the filters that are set, so that the planner can choose an index for them.
    private IEnumerable<string> Conditions()
    {
        yield return "r.chain = @Chain";
        foreach (var (isSet, condition) in new[]
        {
            (filter.TenantId is not null, "r.tenant_id = @TenantId"),
            (filter.SecretType is not null, "r.secret_type = @SecretType"),
            (filter.Action is not null, "r.action = @Action"),
            (filter.User is not null, "r.person_id = (select person_id from audit_person where name_key = lower(@User))"),
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

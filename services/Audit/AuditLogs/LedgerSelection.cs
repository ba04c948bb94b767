using Dapper;

namespace PenguinMails.Audit.AuditLogs;

/// <summary>SQL that selects the newest keys of records, so that whatever is asked for is answered by an index.</summary>
/// <param name="conditions">What is asked for.</param>
/// <param name="narrowing">What is known about the matches before the ledger is read.</param>
internal sealed class LedgerSelection(LedgerConditions conditions, NarrowingQueries narrowing)
{
    /// <summary>The parameters that the SQL names.</summary>
    public DynamicParameters Parameters
    {
        get
        {
            var parameters = new DynamicParameters(conditions.Parameters);
            parameters.Add("KindActions", narrowing.Actions?.Select(kind => kind.Action).ToArray());
            parameters.Add("KindOutcomes", narrowing.Actions?.Select(kind => kind.Outcome).ToArray());
            parameters.Add("KindTypes", narrowing.Actions?.Select(kind => kind.SecretType).ToArray());
            parameters.Add("Paths", narrowing.Paths);
            parameters.Add("ReasonSequences", narrowing.Reasons?.Select(reason => reason.Sequence).ToArray());
            parameters.Add("ReasonTimes", narrowing.Reasons?.Select(reason => reason.RecordedAt).ToArray());
            return parameters;
        }
    }

    /// <summary>sequence and recorded_at of the newest matching records.</summary>
    /// <param name="limit">The name of the parameter with the number of keys.</param>
    public string NewestKeys(string limit)
    {
        List<string> branches = narrowing.Actions switch
        {
            { Count: 0 } => [],
            _ when conditions.HasWords => [.. InReasons(limit), .. InPaths(limit)],
            _ => [.. conditions.Periods("r").Select(period => NewestOfActionCatalog(period, "", limit))],
        };
        return branches.Count == 0
            ? "(select sequence, recorded_at from audit_record where false)"
            : $"(select * from ({string.Join(" union ", branches)}) as branch order by recorded_at desc, sequence desc limit {limit})";
    }

    // Places that are known are looked up one by one: the planner would rather read the whole ledger. Of many, the newest are gone through.
    private IEnumerable<string> InReasons(string limit) => narrowing.Reasons switch
    {
        null => conditions.Periods("s").Select(period => NewestOfReasons("audit_reason s", $"{period.Condition} and {conditions.OfWordsOfReason}", limit)),
        { Count: 0 } => [],
        _ => [NewestOfReasons("unnest(@ReasonSequences, @ReasonTimes) as s(sequence, recorded_at)", "true", limit)],
    };

    private IEnumerable<string> InPaths(string limit) => narrowing.Paths switch
    {
        null => conditions.Periods("r").Select(period => NewestOfActionCatalog(period, $" and {conditions.OfPathOfRecord}", limit)),
        { Length: 0 } => [],
        _ => conditions.Periods("r").Select(period => NewestOfEach("unnest(@Paths) as path(id)", $"{period.Condition} and r.path_id = path.id", limit)),
    };

    private static string Newest(string condition, string limit) =>
        $"(select r.sequence, r.recorded_at from audit_record r where {condition} order by r.recorded_at desc, r.sequence desc limit {limit})";

    private string NewestOfActionCatalog(LedgerConditions.Period period, string and, string limit) => narrowing.Actions is null || period.IsOfLateOnes
        ? Newest($"{period.Condition}{and}", limit)
        : NewestOfEach(
            "unnest(@KindActions, @KindOutcomes, @KindTypes) as kind(action, outcome, secret_type)",
            $"{period.FiltersExceptAction}{and} and r.action = kind.action and r.outcome = kind.outcome and coalesce(r.secret_type, '') = kind.secret_type",
            limit);

    private static string NewestOfEach(string narrowing, string condition, string limit) =>
        $"""
        (select k.sequence, k.recorded_at from {narrowing} cross join lateral {Newest(condition, limit)} as k
         order by k.recorded_at desc, k.sequence desc limit {limit})
        """;

    // The records of archived months are elsewhere; their reasons stay.
    private static string NewestOfReasons(string from, string condition, string limit) =>
        $"""
        (select s.sequence, s.recorded_at from {from} cross join lateral
             (select from audit_record r where r.chain = @Chain and r.sequence = s.sequence and r.recorded_at = s.recorded_at limit 1) as r
         where {condition} order by s.recorded_at desc, s.sequence desc limit {limit})
        """;
}

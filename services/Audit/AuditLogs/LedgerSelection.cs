using Dapper;

namespace PenguinMails.Audit.AuditLogs;

/// <summary>SQL that selects the newest keys of records, so that whatever is asked for is answered by an index.</summary>
/// <param name="conditions">What is asked for.</param>
/// <param name="places">Where it stands.</param>
internal sealed class LedgerSelection(LedgerConditions conditions, LedgerPlaces places)
{
    /// <summary>The parameters that the SQL names.</summary>
    public DynamicParameters Parameters
    {
        get
        {
            var parameters = new DynamicParameters(conditions.Parameters);
            parameters.Add("KindActions", places.Kinds?.Select(kind => kind.Action).ToArray());
            parameters.Add("KindOutcomes", places.Kinds?.Select(kind => kind.Outcome).ToArray());
            parameters.Add("KindTypes", places.Kinds?.Select(kind => kind.SecretType).ToArray());
            parameters.Add("Paths", places.Paths);
            parameters.Add("ReasonSequences", places.Reasons?.Select(reason => reason.Sequence).ToArray());
            parameters.Add("ReasonTimes", places.Reasons?.Select(reason => reason.RecordedAt).ToArray());
            return parameters;
        }
    }

    /// <summary>sequence and recorded_at of the newest matching records.</summary>
    /// <param name="limit">The name of the parameter with the number of keys.</param>
    public string NewestKeys(string limit)
    {
        List<string> branches = places.Kinds switch
        {
            { Count: 0 } => [],
            _ when conditions.HasWords => [.. InReasons(limit), .. InPaths(limit)],
            _ => [.. conditions.Periods("r").Select(period => NewestOfKinds(period, "", limit))],
        };
        return branches.Count == 0
            ? "(select sequence, recorded_at from audit_record where false)"
            : $"(select * from ({string.Join(" union ", branches)}) as branch order by recorded_at desc, sequence desc limit {limit})";
    }

    // Places that are known are looked up one by one: the planner would rather read the whole ledger. Of many, the newest are gone through.
    private IEnumerable<string> InReasons(string limit) => places.Reasons switch
    {
        null => conditions.Periods("s").Select(period => NewestOfReasons("audit_reason s", $"{period.Condition} and {conditions.OfWordsOfReason}", limit)),
        { Count: 0 } => [],
        _ => [NewestOfReasons("unnest(@ReasonSequences, @ReasonTimes) as s(sequence, recorded_at)", "true", limit)],
    };

    private IEnumerable<string> InPaths(string limit) => places.Paths switch
    {
        null => conditions.Periods("r").Select(period => NewestOfKinds(period, $" and {conditions.OfPathOfRecord}", limit)),
        { Length: 0 } => [],
        _ => conditions.Periods("r").Select(period => NewestOfEach("unnest(@Paths) as path(id)", $"{period.Condition} and r.path_id = path.id", limit)),
    };

    private static string Newest(string condition, string limit) =>
        $"(select r.sequence, r.recorded_at from audit_record r where {condition} order by r.recorded_at desc, r.sequence desc limit {limit})";

    private string NewestOfKinds(LedgerConditions.Period period, string and, string limit) => places.Kinds is null || period.IsOfLateOnes
        ? Newest($"{period.Condition}{and}", limit)
        : NewestOfEach(
            "unnest(@KindActions, @KindOutcomes, @KindTypes) as kind(action, outcome, secret_type)",
            $"{period.BesideKind}{and} and r.action = kind.action and r.outcome = kind.outcome and coalesce(r.secret_type, '') = kind.secret_type",
            limit);

    private static string NewestOfEach(string places, string condition, string limit) =>
        $"""
        (select k.sequence, k.recorded_at from {places} cross join lateral {Newest(condition, limit)} as k
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

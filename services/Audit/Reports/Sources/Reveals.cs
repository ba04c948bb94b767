namespace PenguinMails.Audit.Reports.Sources;

/// <summary>SQL that finds who saw material, or may have seen it: each reveal once, by its outcome, or by its intent while it has none.</summary>
internal static class Reveals
{
    /// <summary>Material certainly left.</summary>
    public const string Yes = "yes";

    /// <summary>Delivery is unknown: there is no outcome, or the failure came when material may already have been sent.</summary>
    public const string Possibly = "possibly";

    /// <summary>Which records of <c>r</c> tell of reveals; as in the index audit_record_reveal.</summary>
    public const string Records =
        "(r.action like '%.download' or r.action like '%.reveal' or r.action = 'audit_log.export') and r.outcome <> 'refused'";

    // Only of failures with these codes is it certain that nothing left. An export that was cut off, a delivery that nobody confirmed and
    // a code that is not known here are none of them.
    private const string NothingLeft = "('not_delivered', 'version_changed', 'download.repeated')";

    /// <summary>
    /// The newest reveals, as many as can be reached: keys, person, secret, version, <c>seen</c>, and when the reveal began
    /// (<c>began_at</c>: its intent's time).
    /// </summary>
    /// <param name="condition">On <c>audit_record r</c>. The parameters Chain and Reach must be there.</param>
    /// <remarks>The other half of a pair is looked for one by one, by its correlation id; LIMIT keeps it from becoming a join of all.</remarks>
    public static string Newest(string condition) =>
        $"""
        (select * from (
            select r.sequence, r.recorded_at, r.occurred_at, r.person_id, r.path_id, r.tenant_id, r.secret_type, r.secret_name, r.version_id,
                   case when r.outcome = 'intent' then r.occurred_at else least(half.occurred_at, r.occurred_at) end as began_at,
                   case when r.outcome = 'success' then '{Yes}'
                        when r.outcome = 'failed' and r.code in {NothingLeft} then null
                        when r.outcome = 'intent' and half.occurred_at is not null then null
                        else '{Possibly}' end as seen
            from audit_record r
            left join lateral (
                select h.occurred_at from audit_record h
                where h.correlation_id = r.correlation_id and h.chain = r.chain and h.action = r.action
                  and (h.outcome = 'intent') <> (r.outcome = 'intent')
                  and h.recorded_at >= r.recorded_at - case r.outcome when 'intent' then interval '1 day' else interval '{IntentAge}' end
                limit 1) half on true
            where r.chain = @Chain and {Records} and {condition}) reveal
        where seen is not null order by recorded_at desc, sequence desc limit @Reach)
        """;

    /// <summary>
    /// The newest reveals that happened from From to To (parameters, with FromRecorded and ToRecorded). What happened in a period was
    /// recorded soon after, and what was not has an index of its own: see <see cref="AuditLogs.LedgerSelection"/>.
    /// </summary>
    public static string NewestOfPeriod(string condition = "true") =>
        $"""
        (select * from {Newest($"{condition} and r.occurred_at >= @From and r.occurred_at < @To and r.recorded_at >= @FromRecorded and r.recorded_at < @ToRecorded")} as soon
        union all
        select * from {Newest($"{condition} and r.occurred_at >= @From and r.occurred_at < @To and r.recorded_at >= @ToRecorded and r.recorded_at - r.occurred_at > interval '{Late}'")} as late
        order by recorded_at desc, sequence desc limit @Reach)
        """;

    // As in the index audit_record_late: LedgerAppend.ClockTolerance.
    private const string Late = "24:00:00";

    // How long before its outcome an intent may be: as far as unresolved ones are looked for.
    private const string IntentAge = "400 days";
}

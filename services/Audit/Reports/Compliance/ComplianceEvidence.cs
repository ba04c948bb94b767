using PenguinMails.Audit.Erasure;
using PenguinMails.Audit.Reports.Sources;

namespace PenguinMails.Audit.Reports.Compliance;

/// <summary>Counts what was done in a period. Figures of records are totals of the very lists that their queries show.</summary>
internal sealed class ComplianceEvidence(Database database, AuditLogQuery logs)
{
    private const int Samples = 3;
    private const string Logs = "/api/v1/admin/vault/audit-logs";

    /// <summary>Counts the records of these actions and this outcome; of all actions when there are none.</summary>
    public async Task<ComplianceFigure> RecordsAsync(
        string name, ReportPeriod period, string outcome, IReadOnlyList<string> actions, CancellationToken cancellationToken)
    {
        var (queries, samples, isAtLeast) = (new List<ComplianceQuery>(), new List<AuditLogEntry>(), false);
        foreach (var action in actions.Count == 0 ? [null] : actions.Cast<string?>())
        {
            var filter = new AuditLogFilter(LedgerChains.Platform, Action: action, From: period.From, To: period.To, Outcome: outcome);
            var page = await logs.FindAsync(filter, new AuditLogPosition(new Page(1, Samples), Before: null), cancellationToken);
            queries.Add(new ComplianceQuery($"{Logs}?{(action is null ? "" : $"action={Uri.EscapeDataString(action)}&")}outcome={outcome}&{Of(period)}", page.Total));
            samples.AddRange(page.Items);
            isAtLeast |= page.Total >= Page.Reach;
        }

        return new ComplianceFigure(name, queries.Sum(query => query.Count), isAtLeast, queries, samples);
    }

    /// <summary>Counts reveals whose delivery is unknown.</summary>
    public Task<ComplianceFigure> UncertainAsync(string name, ReportPeriod period, CancellationToken cancellationToken) => CountAsync(
        name, $"/api/v1/admin/reports/access?{Of(period)}", $"{Reveals.NewestOfPeriod()} as found where found.seen = '{Reveals.Possibly}'", period, cancellationToken);

    public Task<ComplianceFigure> CheckpointsAsync(string name, ReportPeriod period, CancellationToken cancellationToken) =>
        CountAsync(name, $"{Logs}/verify", "audit_checkpoint where signed_at >= @From and signed_at < @To", period, cancellationToken);

    public Task<ComplianceFigure> AlertsAsync(string name, ReportPeriod period, CancellationToken cancellationToken) =>
        CountAsync(name, "/api/v1/admin/alerts", "alert where first_occurred_at >= @From and first_occurred_at < @To", period, cancellationToken);

    public Task<ComplianceFigure> ErasedAsync(string name, ReportPeriod period, CancellationToken cancellationToken) =>
        CountAsync(
            name, ErasureEndpoints.Root,
            // As the ledger's records name them, and not as the table of persons has it. What an earlier version erased is named when it was found.
            """
            audit_record r cross join lateral string_to_table(convert_from(r.body, 'UTF8')::jsonb #>> '{details,ids}', ' ') as person
            where r.chain = @Chain and r.action = 'audit_log.erasure.execute' and r.outcome = 'success' and r.recorded_at >= @FromRecorded
              and r.occurred_at >= @From and r.occurred_at < @To and convert_from(r.body, 'UTF8')::jsonb #> '{details,takeover}' is null
            """,
            period, cancellationToken);

    /// <summary>The actions under which material was handed out in the period, or was to be.</summary>
    public async Task<IReadOnlyList<string>> RevealActionsAsync(ReportPeriod period, CancellationToken cancellationToken)
    {
        var actions = await database.ReadAsync(
            connection => connection.QueryAsync<string>(
                $"""
                select distinct action from (
                    select r.action from audit_record r
                    where r.chain = @Chain and {Reveals.Records} and r.recorded_at >= @FromRecorded and r.occurred_at >= @From and r.occurred_at < @To
                    order by r.recorded_at desc, r.sequence desc limit @Reach) as revealed
                """,
                Parameters(period)),
            cancellationToken);
        return [.. actions.Append("ssh_key.download").Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
    }

    private async Task<ComplianceFigure> CountAsync(string name, string query, string from, ReportPeriod period, CancellationToken cancellationToken)
    {
        var count = await database.ReadAsync(
            connection => connection.ScalarAsync<int>($"select count(*) from (select from {from} limit @Reach) as counted", Parameters(period)), cancellationToken);
        return new ComplianceFigure(name, count, count >= Page.Reach, [new ComplianceQuery(query, count)], []);
    }

    private static object Parameters(ReportPeriod period) =>
        new { Chain = LedgerChains.Platform, period.From, period.To, period.FromRecorded, period.ToRecorded, Page.Reach };

    private static string Of(ReportPeriod period) => $"from={Time(period.From)}&to={Time(period.To)}";

    private static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.FFFFFFF'Z'", null);
}

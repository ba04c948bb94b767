using System.Diagnostics.Metrics;

namespace PenguinMails.KeyIssuance;

/// <summary>Servers by the state of their circuit breaker, operations under way, and what drift checks found.</summary>
internal sealed class KeyIssuanceGauges : GaugeSource
{
    private static readonly string[] CircuitStates = ["closed", "open"];

    private readonly Database _database;
    private readonly SampledGauge _servers;
    private readonly SampledGauge _operations;
    private readonly SampledGauge _findings;
    private readonly SampledGauge _checkDelay;

    public KeyIssuanceGauges(Database database, IMeterFactory meters)
        : base(meters, KeyIssuanceTelemetry.Name)
    {
        _database = database;
        _servers = Gauge("penguinmails.servers", "{server}", "Servers in use by the state of their circuit breaker.");
        _operations = Gauge("penguinmails.operations.active", "{operation}", "Operations that have not ended, by kind.");
        _findings = Gauge("penguinmails.drift.findings.open", "{finding}", "Findings of drift checks that are not settled, by kind.");
        _checkDelay = Gauge("penguinmails.drift.check.delay", "s", "How late the most overdue drift check is.");
    }

    public override Task SampleAsync(CancellationToken cancellationToken) => _database.ReadAsync(
        async connection =>
        {
            _servers.Set("circuit", CircuitStates, await connection.QueryAsync<Tally>(
                """
                select case when open_until is null then 'closed' else 'open' end as "Name", count(*) as "Count"
                from server where state = 'active' group by 1
                """));
            _operations.Set("kind", [], await connection.QueryAsync<Tally>(
                """select kind as "Name", count(*) as "Count" from operation where status in ('pending', 'running') group by kind"""));
            _findings.Set("kind", [], await connection.QueryAsync<Tally>(
                """select kind as "Name", count(*) as "Count" from drift_finding where state in ('open', 'repairing') group by kind"""));
            _checkDelay.Set(await connection.ScalarAsync<double>(
                "select greatest(0, coalesce(extract(epoch from now() - min(due_at)), 0))::float8 from drift_watch"));
            return true;
        },
        cancellationToken);
}

using System.Diagnostics.Metrics;

namespace PenguinMails.Audit;

/// <summary>Open alerts, how far the ledger's signatures are behind, and since when Vault's trail is silent.</summary>
internal sealed class AuditGauges : GaugeSource
{
    private readonly Database _database;
    private readonly SampledGauge _alerts;
    private readonly SampledGauge _unsigned;
    private readonly SampledGauge _checkpointAge;
    private readonly SampledGauge _trailAge;

    public AuditGauges(Database database, IMeterFactory meters)
        : base(meters, "PenguinMails.Audit")
    {
        _database = database;
        _alerts = Gauge("penguinmails.alerts.open", "{alert}", "Alerts that nobody has acknowledged, by severity.");
        _unsigned = Gauge("penguinmails.ledger.unsigned", "{record}", "Records behind the newest checkpoint, by chain.");
        _checkpointAge = Gauge(
            "penguinmails.ledger.checkpoint.age", "s", "Time since the newest checkpoint was signed, by chain; nothing before the first.");
        _trailAge = Gauge("penguinmails.vault_trail.age", "s", "Time since Vault's audit log was last read further; nothing where no file is followed.");
    }

    public override Task SampleAsync(CancellationToken cancellationToken) => _database.ReadAsync(
        async connection =>
        {
            _alerts.Set(
                "severity",
                [AlertSeverities.Critical, AlertSeverities.Warning],
                await connection.QueryAsync<Tally>("""select severity as "Name", count(*) as "Count" from alert where state = 'open' group by severity"""));
            var chains = await connection.QueryAsync<Chain>(
                """
                select c.chain as "Name", c.last_sequence - coalesce(p.last_sequence, 0) as "Unsigned",
                       extract(epoch from now() - p.signed_at)::float8 as "Age"
                from audit_chain c left join lateral (
                    select last_sequence, signed_at from audit_checkpoint where chain = c.chain order by number desc limit 1) p on true
                """);
            _unsigned.Set(chains.Select(chain => new Measurement<double>(chain.Unsigned, TagOf(chain))));
            _checkpointAge.Set(chains.Where(chain => chain.Age is not null).Select(chain => new Measurement<double>(chain.Age!.Value, TagOf(chain))));
            var trail = await connection.ScalarAsync<double?>("select extract(epoch from now() - max(read_at))::float8 from vault_trail_position");
            _trailAge.Set(trail is { } age ? [new Measurement<double>(age)] : []);
            return true;
        },
        cancellationToken);

    private static KeyValuePair<string, object?> TagOf(Chain chain) => new("chain", chain.Name);

    private sealed record Chain(string Name, long Unsigned, double? Age);
}

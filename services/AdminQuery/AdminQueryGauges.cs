using System.Diagnostics.Metrics;

namespace PenguinMails.AdminQuery;

/// <summary>How far the projection is behind, and what a rebuild waits for.</summary>
internal sealed class AdminQueryGauges : GaugeSource
{
    private readonly Database _database;
    private readonly ProjectionState _state;
    private readonly SampledGauge _behind;
    private readonly SampledGauge _tenants;
    private readonly SampledGauge _missing;

    public AdminQueryGauges(Database database, ProjectionState state, IMeterFactory meters)
        : base(meters, "PenguinMails.AdminQuery")
    {
        (_database, _state) = (database, state);
        _behind = Gauge("penguinmails.projection.behind", "s", "How old the newest report of tenants' states is.");
        _tenants = Gauge("penguinmails.projection.tenants", "{tenant}", "Tenants in the list.");
        _missing = Gauge("penguinmails.projection.rebuild.missing", "{tenant}", "Tenants that a running rebuild waits for.");
    }

    public override Task SampleAsync(CancellationToken cancellationToken) => _database.ReadAsync(
        async read =>
        {
            // Before the first report: since it was asked for.
            var behind = (await _state.ReadAsync(read)).BehindSeconds
                ?? await read.ScalarAsync<double?>("select extract(epoch from now() - min(requested_at))::float8 from rebuild");
            if (behind is not null)
            {
                _behind.Set(behind.Value);
            }

            _tenants.Set(await read.ScalarAsync<int>("select count(*) from tenant"));
            _missing.Set(await read.ScalarAsync<int>("select coalesce(sum(greatest(0, total - done)), 0) from rebuild where state = 'running'"));
            return true;
        },
        cancellationToken);
}

using System.Diagnostics.Metrics;
using PenguinMails.Rotation.Scheduling;

namespace PenguinMails.Rotation;

/// <summary>Overdue secrets and campaigns by state.</summary>
internal sealed class RotationGauges : GaugeSource
{
    private readonly Database _database;
    private readonly TimeProvider _time;
    private readonly SampledGauge _overdue;
    private readonly SampledGauge _campaigns;

    public RotationGauges(Database database, TimeProvider time, IMeterFactory meters)
        : base(meters, "PenguinMails.Rotation")
    {
        (_database, _time) = (database, time);
        _overdue = Gauge("penguinmails.rotation.overdue", "{secret}", "Secrets that are older than their policy allows.");
        _campaigns = Gauge("penguinmails.campaigns", "{campaign}", "Campaigns by state.");
    }

    public override Task SampleAsync(CancellationToken cancellationToken) => _database.ReadAsync(
        async connection =>
        {
            _overdue.Set(await OverdueSecrets.CountAsync(connection, _time.GetUtcNow()));
            _campaigns.Set(
                "state",
                CampaignStates.All,
                await connection.QueryAsync<Tally>("""select state as "Name", count(*) as "Count" from campaign group by state"""));
            return true;
        },
        cancellationToken);
}

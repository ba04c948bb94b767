using System.Diagnostics.Metrics;

namespace PenguinMails.VaultOperations.Health;

/// <summary>Whether Vault answers and whether it is sealed, as the last sample says.</summary>
internal sealed class VaultGauges : GaugeSource
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    private readonly VaultHealthState _health;
    private readonly TimeProvider _time;
    private readonly SampledGauge _reachable;
    private readonly SampledGauge _sealed;

    public VaultGauges(VaultHealthState health, TimeProvider time, IMeterFactory meters)
        : base(meters, "PenguinMails.VaultOperations")
    {
        (_health, _time) = (health, time);
        _reachable = Gauge("penguinmails.vault.reachable", "{vault}", "Vaults that answer their health check.");
        _sealed = Gauge("penguinmails.vault.sealed", "{vault}", "Vaults that are sealed; nothing while the Vault cannot be reached.");
    }

    public override async Task SampleAsync(CancellationToken cancellationToken)
    {
        var sample = (await _health.ReadAsync(cancellationToken)).Sample;
        if (_time.GetUtcNow() - sample.TakenAt > Limit)
        {
            Clear();
            return;
        }

        _reachable.Set(sample.IsReachable ? 1 : 0);
        _sealed.Set(sample.Sealed is { } isSealed ? [new Measurement<double>(isSealed ? 1 : 0)] : []);
    }
}

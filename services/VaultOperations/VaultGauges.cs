using System.Diagnostics.Metrics;

namespace PenguinMails.VaultOperations;

/// <summary>Whether Vault answers and whether it is sealed.</summary>
internal sealed class VaultGauges : GaugeSource
{
    private readonly IVaultHealth _health;
    private readonly SampledGauge _reachable;
    private readonly SampledGauge _sealed;

    public VaultGauges(IVaultHealth health, IMeterFactory meters)
        : base(meters, "PenguinMails.VaultOperations")
    {
        _health = health;
        _reachable = Gauge("penguinmails.vault.reachable", "{vault}", "Vaults that answer their health check.");
        _sealed = Gauge("penguinmails.vault.sealed", "{vault}", "Vaults that are sealed; nothing while the Vault cannot be reached.");
    }

    public override async Task SampleAsync(CancellationToken cancellationToken)
    {
        var state = (await _health.CheckAsync(cancellationToken)).State;
        _reachable.Set(state == VaultState.Unreachable ? 0 : 1);
        _sealed.Set(state switch
        {
            VaultState.Unreachable => [],
            VaultState.Sealed => [new Measurement<double>(1)],
            _ => [new Measurement<double>(0)],
        });
    }
}

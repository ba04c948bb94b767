using PenguinMails.VaultOperations.Delivery;

namespace PenguinMails.VaultOperations.Bootstrap;

/// <summary>Keeps every service's folder filled with wrapped credentials. Calls Vault only when a folder is not full.</summary>
internal sealed class DeliveryWorker(
    CredentialDelivery delivery, IVaultApi vault, BootstrapState state, IOptions<VaultOperationsOptions> options, TimeProvider time, ILogger<DeliveryWorker> log)
    : BackgroundWorker(time, log)
{
    protected override TimeSpan LongestBackOff => options.Value.DeliveryInterval;

    protected override Task WaitUntilReadyAsync(CancellationToken stoppingToken) => state.WaitConfiguredAsync(stoppingToken);

    protected override bool IsTransient(Exception failure) =>
        failure is VaultUnavailableException or VaultRefusedException or IOException or UnauthorizedAccessException;

    protected override async Task<NextRun> RunOnceAsync(CancellationToken stoppingToken)
    {
        var compareAll = state.ConsumeRolesChanged();
        try
        {
            foreach (var service in Role.Services.Append(Role.Own).Where(service => compareAll || !delivery.IsFull(service)))
            {
                await delivery.TopUpAsync(service, vault, stoppingToken);
            }

            state.Delivered();
        }
        catch when (compareAll)
        {
            state.MarkRolesChanged();
            throw;
        }

        return NextRun.After(options.Value.DeliveryInterval);
    }
}

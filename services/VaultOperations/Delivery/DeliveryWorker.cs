using Microsoft.Extensions.Options;
using PenguinMails.Vault;
using PenguinMails.VaultOperations.Bootstrap;

namespace PenguinMails.VaultOperations.Delivery;

/// <summary>Looks at the folders every second and asks Vault only when one is not full.</summary>
internal sealed class DeliveryWorker(
    CredentialDelivery delivery, IVaultApi vault, BootstrapState state, IOptions<VaultOperationsOptions> options, TimeProvider time, ILogger<DeliveryWorker> log)
    : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await state.WaitConfiguredAsync(stoppingToken);
        using var timer = new PeriodicTimer(options.Value.DeliveryInterval, time);
        do
        {
            var compareAll = state.TakeRolesMayDiffer();
            try
            {
                foreach (var service in Role.Services.Append(Role.Own).Where(service => compareAll || !delivery.IsFull(service)))
                {
                    await delivery.TopUpAsync(service, vault, stoppingToken);
                }

                state.Delivered();
            }
            catch (Exception failure) when (failure is VaultUnavailableException or VaultRefusedException or IOException or UnauthorizedAccessException)
            {
                if (compareAll)
                {
                    state.LeaveRolesMayDiffer();
                }

                Log.DeliveryWaits(log, failure.Message);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }
}

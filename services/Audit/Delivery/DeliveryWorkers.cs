using PenguinMails.Audit.Alerts;

namespace PenguinMails.Audit.Delivery;

/// <summary>Delivers due alerts.</summary>
internal sealed class DeliveryWorkers(
    IEnumerable<IAlertChannel> channels, DeliveryLeases leases, DeliveryAttempt attempt, ChangeNotices notices, MigrationsDone migrations,
    IOptions<DeliveryOptions> options, TimeProvider time, ILogger<DeliveryWorkers> log)
    : ChannelWorkers<IAlertChannel>(channels, notices, DeliveryTable.Due, options.Value.Workers, migrations, time, log)
{
    protected override async Task<bool> DeliverNextAsync(IAlertChannel channel, CancellationToken cancellationToken)
    {
        if (await leases.ClaimAsync(channel.Name, cancellationToken) is not { } delivery)
        {
            return false;
        }

        await attempt.MakeAsync(channel, delivery, cancellationToken);
        return true;
    }
}

using PenguinMails.Audit.Alerts;

namespace PenguinMails.Audit.Delivery;

/// <summary>Delivers due alerts. Each channel has its own loops, so that a slow channel does not delay another.</summary>
internal sealed class DeliveryWorkers(
    IEnumerable<IAlertChannel> channels, DeliveryLeases leases, DeliveryAttempt attempt, ChangeNotices notices,
    MigrationsDone migrations, IOptions<DeliveryOptions> options, TimeProvider time,
    ILogger<DeliveryWorkers> log) : DatabaseWorker(migrations, time, log)
{
    // Retries become due by the passing of time.
    private static readonly TimeSpan PollInterval = TimeSpan.FromSeconds(1);

    protected override TimeSpan LongestBackOff => PollInterval;

    protected override async Task<NextRun> RunOnceAsync(CancellationToken stoppingToken)
    {
        await Task.WhenAll(channels.SelectMany(channel => Enumerable.Range(0, options.Value.Workers).Select(_ => RunAsync(channel, stoppingToken))));
        return NextRun.Never;
    }

    private async Task RunAsync(IAlertChannel channel, CancellationToken stoppingToken)
    {
        using var due = notices.Listen(DeliveryTable.Due);
        await Loop($"DeliveryWorkers {channel.Name}", token => DeliverNextAsync(channel, token), due).RunAsync(stoppingToken);
    }

    // After an unexpected failure the lease expires and the delivery is attempted again.
    private async Task<NextRun> DeliverNextAsync(IAlertChannel channel, CancellationToken cancellationToken)
    {
        if (await leases.ClaimAsync(channel.Name, cancellationToken) is not { } delivery)
        {
            return NextRun.After(PollInterval);
        }

        await attempt.MakeAsync(channel, delivery, cancellationToken);
        return NextRun.Now;
    }
}

using PenguinMails.Identity.Notifications;

namespace PenguinMails.Identity.Deliveries;

/// <summary>Sends due messages. Each channel has its own loops, so that a slow one does not delay another.</summary>
internal sealed class MessageWorkers(
    IEnumerable<IMessageChannel> channels, MessageLeases leases, MessageAttempt attempt, ChangeNotices notices, MigrationsDone migrations,
    IOptions<NotificationOptions> options, TimeProvider time, ILogger<MessageWorkers> log) : DatabaseWorker(migrations, time, log)
{
    // Retries become due by the passing of time.
    private static readonly TimeSpan PollInterval = TimeSpan.FromSeconds(1);

    protected override TimeSpan LongestBackOff => PollInterval;

    protected override async Task<NextRun> RunOnceAsync(CancellationToken stoppingToken)
    {
        await Task.WhenAll(channels.SelectMany(channel => Enumerable.Range(0, options.Value.Workers).Select(_ => RunAsync(channel, stoppingToken))));
        return NextRun.Never;
    }

    private async Task RunAsync(IMessageChannel channel, CancellationToken stoppingToken)
    {
        using var due = notices.Listen(MessageTable.Due);
        await Loop($"MessageWorkers {channel.Name}", token => DeliverNextAsync(channel, token), due).RunAsync(stoppingToken);
    }

    // After an unexpected failure the lease expires and the message is attempted again.
    private async Task<NextRun> DeliverNextAsync(IMessageChannel channel, CancellationToken cancellationToken)
    {
        if (await leases.ClaimAsync(channel.Name, cancellationToken) is not { } message)
        {
            return NextRun.After(PollInterval);
        }

        await attempt.MakeAsync(channel, message, cancellationToken);
        return NextRun.Now;
    }
}

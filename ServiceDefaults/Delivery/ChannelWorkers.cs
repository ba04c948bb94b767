using PenguinMails.Workers;

namespace PenguinMails.ServiceDefaults;

/// <summary>Delivers what is due. Each channel has its own loops, so that a slow channel does not delay another.</summary>
/// <param name="channels">The channels.</param>
/// <param name="notices">Wakes the loops.</param>
/// <param name="due">The notification that something has become due.</param>
/// <param name="loops">How many loops each channel has.</param>
/// <param name="migrations">Awaited before the first delivery.</param>
/// <param name="time">The clock.</param>
/// <param name="log">The worker's log.</param>
public abstract class ChannelWorkers<TChannel>(
    IEnumerable<TChannel> channels, ChangeNotices notices, string due, int loops, MigrationsDone migrations, TimeProvider time, ILogger log)
    : DatabaseWorker(migrations, time, log)
    where TChannel : IDeliveryChannel
{
    // Retries become due by the passing of time.
    private static readonly TimeSpan PollInterval = TimeSpan.FromSeconds(1);

    protected override TimeSpan LongestBackOff => PollInterval;

    protected override async Task<NextRun> RunOnceAsync(CancellationToken stoppingToken)
    {
        await Task.WhenAll(channels.SelectMany(channel => Enumerable.Range(0, loops).Select(_ => RunAsync(channel, stoppingToken))));
        return NextRun.Never;
    }

    /// <summary>Claims what is due and attempts it. After an unexpected failure the lease expires and it is attempted again.</summary>
    /// <returns>False when nothing is due.</returns>
    protected abstract Task<bool> DeliverNextAsync(TChannel channel, CancellationToken cancellationToken);

    private async Task RunAsync(TChannel channel, CancellationToken stoppingToken)
    {
        using var wakeUp = notices.Listen(due);
        await Loop(
            $"{GetType().Name} {channel.Name}",
            async token => await DeliverNextAsync(channel, token) ? NextRun.Now : NextRun.After(PollInterval),
            wakeUp).RunAsync(stoppingToken);
    }
}

/// <summary>A way in which something is delivered.</summary>
public interface IDeliveryChannel
{
    /// <summary>The channel's name in tables, logs and metrics.</summary>
    string Name { get; }
}

using PenguinMails.Workers;

namespace PenguinMails.ServiceDefaults;

/// <summary>Where counted uses are stored.</summary>
public interface IUsageSink
{
    /// <summary>Stores a batch, unless it is stored already. It returns when the batch is durable.</summary>
    Task StoreAsync(UsageBatch batch, CancellationToken cancellationToken);
}

/// <summary>
/// Stores what was counted, at intervals and when the process stops. A batch that was not confirmed is sent again as it is, under its number, so that
/// it counts once; the process that is killed loses what it had not sent.
/// </summary>
/// <param name="counter">What is stored.</param>
/// <param name="sink">Where.</param>
/// <param name="interval">How often: the most that is lost.</param>
/// <param name="time">The clock.</param>
/// <param name="log">The worker's log.</param>
public sealed class UsageFlusher(UsageCounter counter, IUsageSink sink, TimeSpan interval, TimeProvider time, ILogger<UsageFlusher> log)
    : BackgroundWorker(time, log)
{
    private readonly Guid _instance = Guid.CreateVersion7();
    private UsageBatch? _unconfirmed;
    private long _number;

    /// <summary>How often uses are stored when nothing else is said.</summary>
    public static readonly TimeSpan DefaultInterval = TimeSpan.FromSeconds(5);

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        try
        {
            await FlushAsync(cancellationToken);
        }
        catch (Exception failure) when (IsTransient(failure))
        {
            Log.UsageLost(Logger, _unconfirmed?.Entries.Sum(entry => entry.Requests) ?? 0);
        }
    }

    protected override bool IsTransient(Exception failure) =>
        failure is HttpRequestException or OperationCanceledException || failure.IsPostgresAway();

    protected override async Task<NextRun> RunOnceAsync(CancellationToken stoppingToken)
    {
        await FlushAsync(stoppingToken);
        return NextRun.After(interval);
    }

    private async Task FlushAsync(CancellationToken cancellationToken)
    {
        while (Next() is { } batch)
        {
            await sink.StoreAsync(batch, cancellationToken);
            _unconfirmed = null;
        }
    }

    private UsageBatch? Next()
    {
        if (_unconfirmed is null && counter.Take() is { Count: > 0 } entries)
        {
            _unconfirmed = new UsageBatch(_instance, ++_number, entries);
        }

        return _unconfirmed;
    }
}

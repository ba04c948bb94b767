namespace PenguinMails.KeyIssuance.ServiceReads;

/// <summary>
/// Stores counted reads at intervals and when the process stops, and records those whose minute is over. A batch that was not confirmed is stored again as it
/// is, under its id, so that it counts once.
/// </summary>
internal sealed class ReadFlusher(
    ReadCounter counter, ReadStore store, MigrationsDone migrations, IOptions<ServiceReadOptions> options, TimeProvider time, ILogger<ReadFlusher> log)
    : DatabaseWorker(migrations, time, log)
{
    // Other instances store what they counted in a minute soon after it.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    private (Guid Id, IReadOnlyCollection<CountedReads> Reads)? _unconfirmed;

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        try
        {
            await FlushAsync(cancellationToken);
        }
        catch (Exception failure) when (IsTransient(failure) || failure is OperationCanceledException)
        {
            Log.ReadsLost(Logger, _unconfirmed?.Reads.Sum(read => read.HandedOut + read.NotModified + read.Refused) ?? 0);
        }
    }

    protected override TimeSpan LongestBackOff => options.Value.FlushInterval;

    protected override async Task<NextRun> RunOnceAsync(CancellationToken stoppingToken)
    {
        await FlushAsync(stoppingToken);
        var now = Time.GetUtcNow() - (2 * options.Value.FlushInterval) - Patience;
        var isMore = await store.RecordAsync(new DateTimeOffset(now.Ticks - (now.Ticks % TimeSpan.TicksPerMinute), TimeSpan.Zero), stoppingToken);
        return isMore ? NextRun.Now : NextRun.After(options.Value.FlushInterval);
    }

    private async Task FlushAsync(CancellationToken cancellationToken)
    {
        while (Next() is { } batch)
        {
            await store.AddAsync(batch.Id, batch.Reads, cancellationToken);
            _unconfirmed = null;
        }
    }

    private (Guid Id, IReadOnlyCollection<CountedReads> Reads)? Next()
    {
        if (_unconfirmed is null && counter.Take() is { Count: > 0 } reads)
        {
            _unconfirmed = (Guid.CreateVersion7(Time.GetUtcNow()), reads);
        }

        return _unconfirmed;
    }
}

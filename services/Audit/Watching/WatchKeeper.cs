namespace PenguinMails.Audit.Watching;

/// <summary>Logs what of the watch over the ledger stands still; without the database, which may be the cause.</summary>
internal sealed class WatchKeeper(WatchProgress progress, TimeProvider time, ILogger<WatchKeeper> log) : BackgroundWorker(time, log)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(30);

    private readonly HashSet<string> _said = new(StringComparer.Ordinal);

    protected override Task<NextRun> RunOnceAsync(CancellationToken stoppingToken)
    {
        var stuck = progress.Stuck();
        foreach (var (part, rest) in stuck.Where(part => _said.Add(part.Part)))
        {
            Log.StandsStill(Logger, part, (int)rest.TotalSeconds);
        }

        _said.IntersectWith(stuck.Select(part => part.Part));
        return Task.FromResult(NextRun.After(Interval));
    }
}

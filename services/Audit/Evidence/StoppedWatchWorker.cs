using PenguinMails.Audit.Alerts;
using PenguinMails.Audit.Watching;

namespace PenguinMails.Audit.Evidence;

/// <summary>
/// Raises an alert when the ledger is not watched any more: not verified, not compared with its kept checkpoints, not judged by the detectors; or when a service
/// that this process has heard of is not listened for. It goes by what this process has seen, not by what the database says. A person resolves it.
/// </summary>
internal sealed class StoppedWatchWorker(
    WatchProgress progress, Database database, AlertTable alerts, MigrationsDone migrations, IOptions<EvidenceOptions> options, TimeProvider time,
    ILogger<StoppedWatchWorker> log) : DatabaseWorker(migrations, time, log)
{
    public const string Kind = "audit.watch_stopped";

    private static readonly TimeSpan Repetition = TimeSpan.FromHours(1);

    private readonly HashSet<string> _heard = new(StringComparer.Ordinal);
    private readonly Dictionary<string, DateTimeOffset> _raised = new(StringComparer.Ordinal);

    protected override async Task<NextRun> RunOnceAsync(CancellationToken stoppingToken)
    {
        var stopped = progress.Stuck().ToDictionary(
            stuck => stuck.Part,
            stuck => ($"The watch over the ledger stands still since {LedgerTime.Write(Time.GetUtcNow() - stuck.For)}: {stuck.Part}.",
                "See who holds locks in the audit database (pg_locks, pg_stat_activity), take the rights away from whoever did it, and run the ledger's verification."),
            StringComparer.Ordinal);
        // In turn, so that one that cannot be asked of the database does not keep the others from being raised.
        await RaiseAllAsync(stopped, stoppingToken);
        await RaiseAllAsync(await UnheardAsync(stoppingToken), stoppingToken);
        return NextRun.After(options.Value.WatchInterval);
    }

    private async Task<Dictionary<string, (string Summary, string NextStep)>> UnheardAsync(CancellationToken cancellationToken)
    {
        var known = await database.ReadAsync(
            read => read.QueryAsync<string>("select source from evidence where seen_at is not null and (source = @Broker or source like @services)",
                new { EvidenceSources.Broker, services = EvidenceSources.Service("%") }),
            cancellationToken);
        _heard.UnionWith(known);
        var gone = _heard.Except(known, StringComparer.Ordinal).ToDictionary(
            source => source,
            source => ($"Nobody listens for {source} any more: its row was deleted from the table evidence, so its silence is no alert.",
                "If the service was removed for good, resolve this. Else find out who deleted the row; the service's next heartbeat brings it back."),
            StringComparer.Ordinal);
        _heard.ExceptWith(gone.Keys);
        return gone;
    }

    private async Task RaiseAllAsync(Dictionary<string, (string Summary, string NextStep)> stopped, CancellationToken cancellationToken)
    {
        var now = Time.GetUtcNow();
        foreach (var (what, (summary, nextStep)) in stopped.Where(one => !_raised.TryGetValue(one.Key, out var raised) || now - raised > Repetition))
        {
            await database.InTransactionAsync(
                transaction => alerts.RaiseAsync(transaction, new AlertRaised(
                    Guid.CreateVersion7(now), Kind, AlertSeverities.Critical, $"{Kind}/{what}", TenantId: null, Secret: null, summary, nextStep, TraceId: null, now)),
                cancellationToken);
            _raised[what] = now;
        }
    }
}

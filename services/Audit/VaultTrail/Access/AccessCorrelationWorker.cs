using MassTransit;
using PenguinMails.Audit.VaultTrail.Configuration;

namespace PenguinMails.Audit.VaultTrail.Access;

/// <summary>Runs the correlation of reads in Vault. Any number of instances may run it.</summary>
internal sealed class AccessCorrelationWorker(
    AccessCorrelation correlation, AccessTable accesses, Database database, IBusControl bus, MigrationsDone migrations,
    IOptions<VaultTrailOptions> options, TimeProvider time,
    ILogger<AccessCorrelationWorker> log) : DatabaseWorker(migrations, time, log)
{
    private static readonly TimeSpan CleanupInterval = TimeSpan.FromMinutes(10);
    private long? _lastCleanup;
    private bool _isBrokerAway;

    protected override async Task<NextRun> RunOnceAsync(CancellationToken stoppingToken)
    {
        if (options.Value is { File: null, Listen: null })
        {
            return NextRun.Never;
        }

        await PostponeWhileBrokerIsDownAsync(stoppingToken);
        if (await correlation.CorrelateAsync(stoppingToken))
        {
            return NextRun.Now;
        }

        _lastCleanup ??= Time.GetTimestamp();
        if (Time.GetElapsedTime(_lastCleanup.Value) >= CleanupInterval)
        {
            await correlation.DeleteExpiredAsync(stoppingToken);
            _lastCleanup = Time.GetTimestamp();
        }

        return NextRun.After(options.Value.JudgeInterval);
    }

    /// <summary>Postpones due reads during a broker outage, because the records that explain them cannot arrive.</summary>
    private async Task PostponeWhileBrokerIsDownAsync(CancellationToken cancellationToken)
    {
        var isAway = bus.CheckHealth().Status != BusHealthStatus.Healthy;
        if (isAway)
        {
            await database.InTransactionAsync(transaction => accesses.PostponeAsync(transaction, Time.GetUtcNow()), cancellationToken);
        }

        if (isAway && !_isBrokerAway)
        {
            Log.CorrelationPaused(Logger, "The broker is down, so the records that may explain them cannot arrive.");
        }

        _isBrokerAway = isAway;
    }
}

using PenguinMails.Audit.VaultTrail.Configuration;

namespace PenguinMails.Audit.VaultTrail.Access;

/// <summary>Runs the correlation of reads in Vault. Any number of instances may run it.</summary>
internal sealed class AccessCorrelationWorker(
    AccessCorrelation correlation, MigrationsDone migrations, IOptions<VaultTrailOptions> options, TimeProvider time, ILogger<AccessCorrelationWorker> log)
    : DatabaseWorker(migrations, time, log)
{
    private static readonly TimeSpan CleanupInterval = TimeSpan.FromMinutes(10);
    private long? _lastCleanup;

    protected override async Task<NextRun> RunOnceAsync(CancellationToken stoppingToken)
    {
        if (options.Value is { File: null, Listen: null })
        {
            return NextRun.Never;
        }

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
}

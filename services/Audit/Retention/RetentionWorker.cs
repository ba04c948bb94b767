using PenguinMails.Audit.Checkpoints;

namespace PenguinMails.Audit.Retention;

/// <summary>Archives the months that are due and detaches restored months whose time has passed.</summary>
internal sealed class RetentionWorker(
    MigrationsDone migrations, MonthArchiver archiver, IOptions<RetentionOptions> options, TimeProvider time, ILogger<RetentionWorker> log)
    : DatabaseWorker(migrations, time, log)
{
    protected override TimeSpan LongestBackOff => options.Value.Interval;

    protected override bool IsTransient(Exception failure) => failure is VaultUnavailableException || base.IsTransient(failure);

    protected override async Task<NextRun> RunOnceAsync(CancellationToken stoppingToken)
    {
        await archiver.PrepareNextAsync(stoppingToken);
        while (await archiver.DetachNextAsync(stoppingToken))
        {
            Log.Detached(Logger);
        }

        try
        {
            while (await archiver.ArchiveNextAsync(stoppingToken) is { } month)
            {
                Log.Archived(Logger, $"{month:yyyy-MM}");
            }
        }
        catch (LedgerBrokenException)
        {
            // Nothing leaves a database that is not what was signed; the alert says so.
        }

        return NextRun.After(options.Value.Interval);
    }
}

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

        while (await archiver.ArchiveNextAsync(stoppingToken) is { } month)
        {
            Log.Archived(Logger, $"{month:yyyy-MM}");
        }

        return NextRun.After(options.Value.Interval);
    }
}

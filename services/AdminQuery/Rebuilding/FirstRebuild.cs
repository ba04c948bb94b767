namespace PenguinMails.AdminQuery.Rebuilding;

/// <summary>Begins a rebuild when the database has never had one: it is new, or was emptied.</summary>
internal sealed class FirstRebuild(Database database, MigrationsDone migrations, TimeProvider time, ILogger<FirstRebuild> log) : DatabaseWorker(migrations, time, log)
{
    private static readonly TimeSpan PollInterval = TimeSpan.FromSeconds(5);

    protected override async Task<NextRun> RunOnceAsync(CancellationToken stoppingToken)
    {
        await database.InTransactionAsync(
            async transaction =>
            {
                if (await transaction.ScalarAsync<bool>("select exists (select from rebuild)"))
                {
                    return;
                }

                // Of several instances, the one that is first.
                await ProjectionState.LockAsync(transaction);
                if (!await transaction.ScalarAsync<bool>("select exists (select from rebuild)"))
                {
                    await Rebuilds.BeginAsync(transaction, reason: null, Time.GetUtcNow());
                }
            },
            stoppingToken);
        return NextRun.After(PollInterval);
    }
}

namespace PenguinMails.AdminQuery.Rebuilding;

/// <summary>
/// Begins a rebuild when the database has never had one: it is new, or was emptied. Begins it anew when nobody has answered: a KeyIssuance of an earlier
/// version sets the request aside.
/// </summary>
internal sealed class FirstRebuild(Database database, MigrationsDone migrations, TimeProvider time, ILogger<FirstRebuild> log) : DatabaseWorker(migrations, time, log)
{
    private static readonly TimeSpan PollInterval = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    protected override async Task<NextRun> RunOnceAsync(CancellationToken stoppingToken)
    {
        await database.InTransactionAsync(
            async transaction =>
            {
                var now = Time.GetUtcNow();
                if (!await IsNeededAsync(transaction, now))
                {
                    return;
                }

                // Of several instances, the one that is first.
                await ProjectionState.LockAsync(transaction);
                if (await IsNeededAsync(transaction, now))
                {
                    await Rebuilds.BeginAsync(transaction, reason: null, now);
                }
            },
            stoppingToken);
        return NextRun.After(PollInterval);
    }

    private static Task<bool> IsNeededAsync(DatabaseTransaction transaction, DateTimeOffset now) => transaction.ScalarAsync<bool>(
        """
        select not exists (select from rebuild)
            or exists (select from rebuild, feed where not is_whole and state = 'running' and total is null and requested_at < @silentSince)
        """,
        new { silentSince = now - Patience });
}

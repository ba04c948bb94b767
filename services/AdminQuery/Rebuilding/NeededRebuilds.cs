namespace PenguinMails.AdminQuery.Rebuilding;

/// <summary>
/// Begins rebuilds without being asked: of a database that never had one, because it is new or was dropped; when a report is missing; and again when parts of
/// the running one have stopped arriving. Each attempt that does not help doubles the wait for the next, up to an hour.
/// </summary>
internal sealed class NeededRebuilds(
    Database database, MigrationsDone migrations, IOptions<RebuildOptions> options, TimeProvider time, ILogger<NeededRebuilds> log)
    : DatabaseWorker(migrations, time, log)
{
    private const string Missing = "Reports of tenants are missing.";
    private static readonly TimeSpan PollInterval = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan LongestPatience = TimeSpan.FromHours(1);

    private bool _hasSaidThatItIsHere;

    protected override async Task<NextRun> RunOnceAsync(CancellationToken stoppingToken)
    {
        await database.InTransactionAsync(
            async transaction =>
            {
                var now = Time.GetUtcNow();
                if (!await IsNeededAsync(transaction, options.Value.MissingAfter, now))
                {
                    return;
                }

                // Of several instances, the one that is first.
                await ProjectionState.LockAsync(transaction);
                if (await IsNeededAsync(transaction, options.Value.MissingAfter, now))
                {
                    await Rebuilds.BeginAsync(transaction, await ReasonAsync(transaction), now);
                    await transaction.ExecuteAsync("update feed set attempts = attempts + 1");
                }
            },
            stoppingToken);
        await SayThatItIsHereAsync(stoppingToken);
        return NextRun.After(PollInterval);
    }

    internal static Task<bool> IsNeededAsync(DatabaseTransaction transaction, TimeSpan missingAfter, DateTimeOffset now) => transaction.ScalarAsync<bool>(
        """
        select not exists (select from rebuild)
            or exists (
                select from feed, rebuild last, least(@LongestPatience, @Patience * power(2, least(greatest(attempts - 1, 0), 10))) patience
                where last.rebuild_id = (select rebuild_id from rebuild order by requested_at desc, rebuild_id desc limit 1)
                  and case when state = 'running' then greatest(requested_at, progress_at) < @now - patience
                      else missing_since < @now - @missingAfter and (attempts = 0 or requested_at < @now - patience) end)
        """,
        new { now, missingAfter, Patience, LongestPatience });

    /// <summary>One that takes the place of another has its reason.</summary>
    private static Task<string?> ReasonAsync(DatabaseTransaction transaction) => transaction.ScalarAsync<string?>(
        """
        select case when exists (select from rebuild where state = 'running') then (select reason from rebuild where state = 'running')
            when exists (select from rebuild) then @Missing end
        """,
        new { Missing });

    /// <summary>Once: reports may have become rare while nobody took them, and nothing waits that would say so.</summary>
    private async Task SayThatItIsHereAsync(CancellationToken cancellationToken)
    {
        if (!_hasSaidThatItIsHere)
        {
            await database.InTransactionAsync(
                async transaction =>
                {
                    if (await transaction.ScalarAsync<bool>("select followed_at is not null from feed"))
                    {
                        await Following.ConfirmAsync(transaction, Time.GetUtcNow());
                    }
                },
                cancellationToken);
            _hasSaidThatItIsHere = true;
        }
    }
}

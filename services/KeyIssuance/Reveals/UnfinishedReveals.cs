namespace PenguinMails.KeyIssuance.Reveals;

/// <summary>Records an outcome for every claim whose process died before it could: unconfirmed, because nobody knows.</summary>
internal sealed class UnfinishedReveals(RevealClaims claims, MigrationsDone migrations, TimeProvider time, ILogger<UnfinishedReveals> log)
    : DatabaseWorker(migrations, time, log)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Age = TimeSpan.FromMinutes(1);

    protected override async Task<NextRun> RunOnceAsync(CancellationToken stoppingToken)
    {
        foreach (var revealId in await claims.FindUnfinishedAsync(Age, stoppingToken))
        {
            await claims.FinishAsync(revealId, delivered: false, stoppingToken);
            Log.Unconfirmed(Logger, revealId);
        }

        return NextRun.After(Interval);
    }
}

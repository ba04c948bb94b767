namespace PenguinMails.Audit.Erasure;

/// <summary>
/// Names, once, what was erased before the ledger's records named what is erased. It is signed with the next checkpoint, and nothing can be
/// added to it afterwards.
/// </summary>
internal sealed class ErasureTakeover(
    MigrationsDone migrations, Database database, AuditTrail trail, TimeProvider time, ILogger<ErasureTakeover> log) : DatabaseWorker(migrations, time, log)
{
    protected override async Task<NextRun> RunOnceAsync(CancellationToken stoppingToken)
    {
        await database.InTransactionAsync(TakeOverAsync, stoppingToken);
        return NextRun.Never;
    }

    private async Task TakeOverAsync(DatabaseTransaction transaction)
    {
        var isDone = await transaction.ScalarAsync<bool>("select taken_at is not null from audit_erasure_takeover for update");
        if (!isDone)
        {
            await transaction.ExecuteAsync("select from audit_chain order by chain for no key update");
            await ErasureExecution.NameAsync(transaction, trail, await ErasureReach.OfEarlierAsync(transaction), Time.GetUtcNow(), ("takeover", "true"));
            await transaction.ExecuteAsync("update audit_erasure_takeover set taken_at = now()");
        }
    }
}

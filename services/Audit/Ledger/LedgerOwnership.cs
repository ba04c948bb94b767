namespace PenguinMails.Audit.Ledger;

/// <summary>Says at the start when the service's role owns the ledger: then whoever has its password can lift every guard of the database.</summary>
internal sealed class LedgerOwnership(
    MigrationsDone migrations, Database database, TimeProvider time, ILogger<LedgerOwnership> log) : DatabaseWorker(migrations, time, log)
{
    protected override async Task<NextRun> RunOnceAsync(CancellationToken stoppingToken)
    {
        if (await database.ReadAsync(
            connection => connection.ScalarAsync<bool>("select pg_has_role(relowner, 'usage') from pg_class where oid = 'audit_record'::regclass"), stoppingToken))
        {
            Log.OwnsLedger(Logger);
        }

        return NextRun.Never;
    }
}

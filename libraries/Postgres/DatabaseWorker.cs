namespace PenguinMails.Postgres;

/// <summary>A background worker that uses the service's database: it starts when the schema is migrated, and a database outage is transient.</summary>
public abstract class DatabaseWorker(MigrationsDone migrations, TimeProvider time, ILogger log) : BackgroundWorker(time, log)
{
    protected override Task WaitUntilReadyAsync(CancellationToken stoppingToken) => migrations.WaitAsync(stoppingToken);

    protected override bool IsTransient(Exception failure) => failure.IsPostgresAway();
}

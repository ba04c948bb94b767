using System.Reflection;

namespace PenguinMails.Postgres;

/// <summary>Completes when the database has the schema that this version needs. Background work waits for it.</summary>
public sealed class MigrationsDone
{
    private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public bool IsDone => _done.Task.IsCompleted;

    public Task WaitAsync(CancellationToken cancellationToken) => _done.Task.WaitAsync(cancellationToken);

    internal void Complete() => _done.TrySetResult();
}

/// <summary>
/// Migrates the database at start and retries until that has succeeded; the service is unhealthy until then. With a role that does not own the
/// tables it waits until the owner has migrated them (<see cref="MigrationCommand"/>). A derived database is checked every few seconds: it may have been dropped.
/// </summary>
internal sealed class MigrationService(
    NpgsqlDataSource source, MigratedAssemblies assemblies, MigrationsDone done, TimeProvider time, ILogger<MigrationService> log)
    : BackgroundWorker(time, log)
{
    private static readonly TimeSpan LookInterval = TimeSpan.FromSeconds(5);

    protected override TimeSpan LongestBackOff => TimeSpan.FromSeconds(1);

    protected override bool IsTransient(Exception failure) => failure.IsPostgresAway();

    protected override async Task<NextRun> RunOnceAsync(CancellationToken stoppingToken)
    {
        var isCurrent = await Migrator.IsCurrentAsync(source, assemblies.All, stoppingToken);
        if (isCurrent && done.IsDone)
        {
            return NextRun.After(LookInterval);
        }

        if (!isCurrent)
        {
            if (!await Migrator.IsOwnerAsync(source, stoppingToken))
            {
                Log.WaitsForMigration(Logger);
                return NextRun.After(LongestBackOff);
            }

            await Migrator.MigrateAsync(source, assemblies.All, stoppingToken);
        }

        done.Complete();
        Log.Migrated(Logger);
        return assemblies.AreOfDerived ? NextRun.After(LookInterval) : NextRun.Never;
    }
}

/// <summary>The assemblies whose SQL files make the schema.</summary>
/// <param name="All">The assemblies.</param>
/// <param name="AreOfDerived">Whether the database may be dropped while the service runs (<see cref="DerivedDatabase"/>).</param>
internal sealed record MigratedAssemblies(IReadOnlyList<Assembly> All, bool AreOfDerived);

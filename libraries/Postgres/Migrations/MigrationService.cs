using System.Reflection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace PenguinMails.Postgres;

/// <summary>Completes when the database has the schema that this version needs. Background work waits for it.</summary>
public sealed class MigrationsDone
{
    private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public bool IsDone => _done.Task.IsCompleted;

    public Task WaitAsync(CancellationToken cancellationToken) => _done.Task.WaitAsync(cancellationToken);

    internal void Complete() => _done.TrySetResult();
}

/// <summary>Migrates at start, again and again until Postgres answers; the service is unhealthy until then.</summary>
internal sealed class MigrationService(
    NpgsqlDataSource source, MigratedAssemblies assemblies, MigrationsDone done, TimeProvider time, ILogger<MigrationService> log) : BackgroundService
{
    private static readonly TimeSpan RetryInterval = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(RetryInterval, time);
        do
        {
            try
            {
                await Migrator.MigrateAsync(source, assemblies.All, stoppingToken);
                done.Complete();
                Log.Migrated(log);
                return;
            }
            catch (Exception failure) when (failure.IsPostgresAway())
            {
                Log.MigrationWaits(log, failure.Message);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }
}

/// <summary>The assemblies whose SQL files make the schema.</summary>
internal sealed record MigratedAssemblies(IReadOnlyList<Assembly> All);

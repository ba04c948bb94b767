namespace PenguinMails.VaultOperations.Health;

/// <summary>Judges the newest sample. Of several instances one does, for as long as it lives: two would raise and end alerts against each other.</summary>
internal sealed class WatchWorker(
    VaultHealthState state, Incidents incidents, Database database, MigrationsDone migrations, IOptions<VaultHealthOptions> options, TimeProvider time,
    ILogger<WatchWorker> log) : DatabaseWorker(migrations, time, log)
{
    private static readonly TimeSpan ShortestLease = TimeSpan.FromSeconds(15);

    // Several times the longest interval: nothing is concluded from older samples, not even that all is well.
    private static readonly TimeSpan Outdated = TimeSpan.FromMinutes(3);

    private readonly Guid _instance = Guid.CreateVersion7();
    private readonly MigrationsDone _migrations = migrations;

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        if (!_migrations.IsDone)
        {
            return;
        }

        try
        {
            await database.InTransactionAsync(transaction => transaction.ReleaseAsync(_instance), cancellationToken);
        }
        catch (Exception failure) when (failure.IsPostgresAway() || failure is OperationCanceledException)
        {
            // The lease ends by itself.
        }
    }

    protected override async Task<NextRun> RunOnceAsync(CancellationToken stoppingToken)
    {
        var current = (await state.ReadAsync(stoppingToken)).Sample;
        if (Time.GetUtcNow() - current.TakenAt < Outdated)
        {
            await database.InTransactionAsync(transaction => JudgeAsync(transaction, current), stoppingToken);
        }

        return NextRun.After(options.Value.Interval);
    }

    private async Task JudgeAsync(DatabaseTransaction transaction, VaultSample sample)
    {
        var lease = options.Value.Interval * 4;
        if (await transaction.LeaseAsync(_instance, lease > ShortestLease ? lease : ShortestLease) is not { } before)
        {
            state.Remember((await transaction.ReadWatchAsync())!.Known);
            return;
        }

        state.Remember(before.Known);
        var watch = before.With(sample);
        await incidents.ApplyAsync(transaction, VaultConditions.Judge(sample, watch.Failover(options.Value.FailoverSettled), options.Value.MaxClockDrift), watch.Now);
        await transaction.SaveAsync(watch, await PublishAsync(transaction, sample, watch));
    }

    private static async Task<string> PublishAsync(DatabaseTransaction transaction, VaultSample sample, Watch watch)
    {
        var change = new VaultHealthChanged(sample.IsReachable, watch.Sealed, sample.ActiveNode, sample.StorageStatus, watch.Version, default);
        var published = JsonSerializer.Serialize(change);
        if (published != watch.Published)
        {
            await transaction.PublishAsync(change with { OccurredAt = watch.Now });
        }

        return published;
    }
}

namespace PenguinMails.KeyIssuance.TenantStates;

/// <summary>Reports tenants' states when one has changed, and periodically that none has. All of its state is in the database.</summary>
internal sealed class StateReporter(
    StateFeed feed, MigrationsDone migrations, ChangeNotices notices, IOptions<TenantStateOptions> options, TimeProvider time, ILogger<StateReporter> log)
    : DatabaseWorker(migrations, time, log)
{
    // Changes of one operation arrive in bursts; one message holds all of a burst.
    private static readonly TimeSpan Debounce = TimeSpan.FromMilliseconds(50);

    private readonly ChangeListener _changes = notices.Listen(StateNotices.Changed);

    protected override AsyncAutoResetEvent WakeUp => _changes;

    protected override async Task<NextRun> RunOnceAsync(CancellationToken stoppingToken)
    {
        await Task.Delay(Debounce, Time, stoppingToken);
        return await feed.ReportAsync(stoppingToken) ? NextRun.Now : NextRun.After(options.Value.Interval);
    }

    public override void Dispose()
    {
        _changes.Dispose();
        base.Dispose();
    }
}

/// <summary>What the database announces of tenants when a transaction commits (<c>0018_tenant_states.sql</c>).</summary>
internal static class StateNotices
{
    /// <summary>A tenant has changed, or a replay was asked for.</summary>
    public const string Changed = "tenant_changed";
}

namespace PenguinMails.KeyIssuance.Operations.Running;

/// <summary>
/// Claims rows that are due, and works up to a number of them at a time. It claims whenever a commit announces a row, and now and then for
/// what time alone makes due and for what a dead instance left.
/// </summary>
/// <typeparam name="TLease">The right to one row.</typeparam>
internal abstract class LeaseWorkers<TLease> : DatabaseWorker
    where TLease : class
{
    private readonly TimeSpan _pollInterval;
    private readonly SemaphoreSlim _free;
    private readonly ChangeListener _due;
    private readonly List<Task> _running = [];

    protected LeaseWorkers(
        int concurrency, string channel, TimeSpan pollInterval, ChangeNotices notices, MigrationsDone migrations, TimeProvider time, ILogger log)
        : base(migrations, time, log)
    {
        _pollInterval = pollInterval;
        _free = new SemaphoreSlim(concurrency);
        _due = notices.Listen(channel);
    }

    protected override AsyncAutoResetEvent? WakeUp => _due;

    protected override TimeSpan LongestBackOff => TimeSpan.FromSeconds(1);

    protected override bool IsTransient(Exception failure) => TransientFailures.IsTransient(failure);

    /// <returns>The right to the next row that is due; null when none is.</returns>
    protected abstract Task<TLease?> ClaimAsync(CancellationToken cancellationToken);

    /// <summary>Works a row. It handles the exceptions of its work.</summary>
    protected abstract Task WorkAsync(TLease lease, CancellationToken stoppingToken);

    protected override async Task<NextRun> RunOnceAsync(CancellationToken stoppingToken)
    {
        await _free.WaitAsync(stoppingToken);
        TLease? lease = null;
        try
        {
            lease = await ClaimAsync(stoppingToken);
        }
        finally
        {
            if (lease is null)
            {
                _free.Release();
            }
        }

        if (lease is null)
        {
            return NextRun.After(_pollInterval);
        }

        _running.RemoveAll(task => task.IsCompleted);
        _running.Add(RunAsync(lease, stoppingToken));
        return NextRun.Now;
    }

    /// <summary>Waits for the rows that are being worked.</summary>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await Task.WhenAll(_running).WaitAsync(cancellationToken);
    }

    public override void Dispose()
    {
        _due.Dispose();
        _free.Dispose();
        base.Dispose();
    }

    private async Task RunAsync(TLease lease, CancellationToken stoppingToken)
    {
        try
        {
            await WorkAsync(lease, stoppingToken);
        }
        finally
        {
            _free.Release();
        }
    }
}

using PenguinMails.Postgres;

namespace PenguinMails.KeyIssuance.Operations.Running;

/// <summary>
/// Claims rows that are due, and works up to a number of them at a time. It looks whenever a commit announces one, and now and then for
/// what time alone makes due and for what a dead instance left.
/// </summary>
/// <typeparam name="TLease">The right to one row.</typeparam>
internal abstract class LeaseWorkers<TLease>(
    int atATime, string channel, TimeSpan pollInterval, ChangeNotices notices, MigrationsDone migrations, TimeProvider time) : BackgroundService
    where TLease : class
{
    private readonly SemaphoreSlim _free = new(atATime);

    /// <summary>The right to the next row that is due; null when none is.</summary>
    protected abstract Task<TLease?> ClaimAsync(CancellationToken cancellationToken);

    /// <summary>Works a row. The exceptions of its work are its own.</summary>
    protected abstract Task WorkAsync(TLease lease, CancellationToken stoppingToken);

    /// <summary>The database could not be asked for rows; it will be again.</summary>
    protected abstract void ClaimWaits(string reason);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await migrations.WaitAsync(stoppingToken);
        var running = new List<Task>();
        using var due = notices.Listen(channel);
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await _free.WaitAsync(stoppingToken);
                if (await TryClaimAsync(stoppingToken) is { } lease)
                {
                    running.RemoveAll(task => task.IsCompleted);
                    running.Add(RunAsync(lease, stoppingToken));
                    continue;
                }

                _free.Release();
                await due.WaitAsync(pollInterval, time, stoppingToken);
            }
            catch (OperationCanceledException)
            {
                break;
            }
        }

        await Task.WhenAll(running);
    }

    public override void Dispose()
    {
        _free.Dispose();
        base.Dispose();
    }

    private async Task<TLease?> TryClaimAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await ClaimAsync(cancellationToken);
        }
        catch (Exception failure) when (TransientFailures.IsTransient(failure))
        {
            ClaimWaits(failure.Message);
            return null;
        }
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

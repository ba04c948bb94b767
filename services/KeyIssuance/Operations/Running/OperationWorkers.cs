using Microsoft.Extensions.Options;
using PenguinMails.Postgres;

namespace PenguinMails.KeyIssuance.Operations.Running;

/// <summary>Leases due operations and runs up to <see cref="KeyIssuanceOptions.Workers"/> of them at a time.</summary>
internal sealed class OperationWorkers(
    OperationStore store,
    OperationRunner runner,
    ChangeNotices notices,
    MigrationsDone migrations,
    IOptions<KeyIssuanceOptions> options,
    TimeProvider time,
    ILogger<OperationWorkers> log) : BackgroundService
{
    private readonly SemaphoreSlim _free = new(options.Value.Workers);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await migrations.WaitAsync(stoppingToken);
        var running = new List<Task>();
        using var due = notices.Listen(OperationNotices.Due);
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await _free.WaitAsync(stoppingToken);
                if (await ClaimAsync(stoppingToken) is { } lease)
                {
                    running.RemoveAll(task => task.IsCompleted);
                    running.Add(RunAsync(lease, stoppingToken));
                    continue;
                }

                _free.Release();
                await due.WaitAsync(options.Value.PollInterval, time, stoppingToken);
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

    private async Task<Lease?> ClaimAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await store.ClaimAsync(options.Value.Lease, cancellationToken);
        }
        catch (Exception failure) when (Outages.IsOutage(failure))
        {
            Log.ClaimWaits(log, failure.Message);
            return null;
        }
    }

    private async Task RunAsync(Lease lease, CancellationToken stoppingToken)
    {
        try
        {
            await runner.RunAsync(lease, stoppingToken);
        }
        catch (Exception failure)
        {
            // A bug. The lease runs out and the operation is tried again.
            Log.OperationBroke(log, lease.OperationId, failure);
        }
        finally
        {
            _free.Release();
        }
    }
}

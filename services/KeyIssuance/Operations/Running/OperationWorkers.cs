namespace PenguinMails.KeyIssuance.Operations.Running;

/// <summary>Leases due operations and runs up to <see cref="KeyIssuanceOptions.Workers"/> of them at a time.</summary>
internal sealed class OperationWorkers(
    OperationStore store,
    OperationRunner runner,
    ChangeNotices notices,
    MigrationsDone migrations,
    IOptions<KeyIssuanceOptions> options,
    TimeProvider time,
    ILogger<OperationWorkers> log)
    : LeaseWorkers<Lease>(options.Value.Workers, OperationNotices.Due, options.Value.PollInterval, notices, migrations, time, log)
{
    protected override Task<Lease?> ClaimAsync(CancellationToken cancellationToken) => store.ClaimAsync(options.Value.Lease, cancellationToken);

    protected override async Task WorkAsync(Lease lease, CancellationToken stoppingToken)
    {
        try
        {
            await runner.RunAsync(lease, stoppingToken);
        }
        catch (Exception failure)
        {
            // A bug. The lease runs out and the operation is tried again.
            Log.OperationBroke(Logger, lease.OperationId, failure);
        }
    }
}

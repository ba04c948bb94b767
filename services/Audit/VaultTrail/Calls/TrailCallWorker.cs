using PenguinMails.Audit.VaultTrail.Configuration;

namespace PenguinMails.Audit.VaultTrail.Calls;

/// <summary>Makes the calls that must appear in Vault's trail. One that Vault does not answer proves nothing and is not noted.</summary>
internal sealed class TrailCallWorker(
    IVaultApi vault, Database database, MigrationsDone migrations, IOptions<VaultTrailOptions> options, TimeProvider time, ILogger<TrailCallWorker> log)
    : DatabaseWorker(migrations, time, log)
{
    protected override bool IsTransient(Exception failure) => failure is VaultUnavailableException or VaultRefusedException || base.IsTransient(failure);

    protected override async Task<NextRun> RunOnceAsync(CancellationToken stoppingToken)
    {
        if (options.Value is { File: null, Listen: null })
        {
            return NextRun.Never;
        }

        var answer = (await vault.SendAsync(HttpMethod.Get, TrailCalls.Path, cancellationToken: stoppingToken)).Ok();
        await database.InTransactionAsync(
            async transaction =>
            {
                if (answer.RequestId is { Length: > 0 } id)
                {
                    await TrailCalls.KeepAsync(transaction, id);
                }

                await TrailCalls.DeleteExpiredAsync(transaction);
            },
            stoppingToken);
        return NextRun.After(options.Value.CallInterval);
    }
}

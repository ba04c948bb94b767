using PenguinMails.Contracts.Messages;
using PenguinMails.KeyIssuance.Drift;
using PenguinMails.KeyIssuance.Operations.Running;
using PenguinMails.KeyIssuance.Secrets;
using PenguinMails.KeyIssuance.Servers.Connections;
using PenguinMails.KeyIssuance.SshKeys;
using PenguinMails.Postgres;
using PenguinMails.Vault;

namespace PenguinMails.KeyIssuance.Operations.Steps;

/// <summary>
/// A lost server cannot be asked to refuse anything, so its keys end where the platform has them: their material is destroyed, they
/// are abandoned rather than revoked, and their fingerprints are banned, so that no server ever gets them again.
/// </summary>
internal sealed class AbandonStep(FencedVault vault, DriftFindings findings, CrashPoints crash, TimeProvider time) : IOperationStep
{
    public string Name => OperationPlans.Abandon;

    public async Task<StepResult> RunAsync(Operation operation, CancellationToken cancellationToken)
    {
        foreach (var name in new[] { SshKeyNames.Tenant, SshKeyNames.Admin })
        {
            var path = VaultPath.Ssh(operation.Row.TenantId, name);
            if ((await vault.EndAsync(operation, path, cancellationToken) ?? await vault.EndAsync(operation, path.Staged, cancellationToken)) is { } notEnded)
            {
                return notEnded;
            }

            crash.Hit($"{operation.Row.Kind}.{Name}.{name}_gone");
        }

        return await vault.EndAsync(operation, operation.BootstrapPath, cancellationToken)
            ?? new StepResult.Done(transaction => CommitAsync(transaction, operation));
    }

    private async Task CommitAsync(DatabaseTransaction transaction, Operation operation)
    {
        var now = time.GetUtcNow();
        var ending = await transaction.QueryAsync<Guid>(
            """
            select v.version_id from secret_version v join secret s on s.secret_id = v.secret_id
            where s.server_id = @ServerId and v.state = 'revoking'
            """,
            new { operation.Row.ServerId });
        foreach (var versionId in ending)
        {
            await SecretVersions.BanAsync(transaction, versionId, operation.Row.Reason, now);
            await SecretVersions.AbandonAsync(transaction, versionId, now);
        }

        await transaction.ExecuteAsync(
            $"""
            update secret set next_rotation = null, next_rotation_decided_at = @now where server_id = @ServerId;
            update server set state = 'abandoned', {ServerBreaker.Closed} where server_id = @ServerId;
            """,
            new { operation.Row.ServerId, now });
        await DriftWatch.EndAsync(transaction, operation.Row.ServerId, now);
        await findings.AbandonAsync(transaction, operation.Row.ServerId);
        await transaction.PublishAsync(
            new ServerAbandoned(operation.Row.TenantId, operation.Row.Address, operation.Row.Reason ?? "", now));
    }
}

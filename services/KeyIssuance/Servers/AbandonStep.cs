using PenguinMails.KeyIssuance.Servers.Connections;

namespace PenguinMails.KeyIssuance.Servers;

/// <summary>
/// A lost server cannot be asked to refuse anything, so the secrets that lived on it end where the platform has them: their material is
/// destroyed, they are abandoned rather than revoked, and their fingerprints are banned, so that no server ever gets them again.
/// </summary>
internal sealed class AbandonStep(
    Database database, SecretTypeCatalog types, FencedVault vault, IEnumerable<IServerListener> listeners, TimeProvider time) : IOperationStep
{
    public string Name => OperationPlans.Abandon;

    public async Task<StepResult> RunAsync(Operation operation, CancellationToken cancellationToken)
    {
        var secrets = await database.ReadAsync(read => SecretsOnAsync(read, operation), cancellationToken);
        foreach (var secret in secrets)
        {
            if (await vault.EndBothAsync(operation, types.Get(secret.Type).PathOf(secret), cancellationToken) is TargetAnswer.NotDone notEnded)
            {
                return notEnded;
            }
        }

        return await vault.EndAsync(operation, VaultPath.Ssh(operation.Row.TenantId, ServerKeys.Bootstrap), cancellationToken) is TargetAnswer.NotDone why
            ? why
            : new StepResult.Done(transaction => CommitAsync(transaction, operation));
    }

    /// <summary>The access key is the last: it is the operation's own.</summary>
    private static async Task<IReadOnlyList<SecretReference>> SecretsOnAsync(DatabaseTransaction read, Operation operation)
    {
        var secrets = await read.QueryAsync<SecretReference>(
            """
            select tenant_id as "TenantId", type as "Type", name as "Name" from secret where server_id = @ServerId order by secret_id = @SecretId, type, name
            """,
            new { operation.RequiredServer.ServerId, operation.SecretId });
        return secrets;
    }

    private async Task CommitAsync(DatabaseTransaction transaction, Operation operation)
    {
        var (now, server) = (time.GetUtcNow(), operation.RequiredServer);
        var ending = await transaction.QueryAsync<Guid>(
            """
            select v.version_id from secret_version v join secret s on s.secret_id = v.secret_id
            where s.server_id = @ServerId and v.state = 'revoking'
            """,
            new { server.ServerId });
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
            new { server.ServerId, now });
        foreach (var listener in listeners)
        {
            await listener.AbandonedAsync(transaction, server.ServerId, now);
        }

        await transaction.PublishAsync(new ServerAbandoned(
            operation.Row.TenantId, server.Address, operation.Row.Reason ?? "", now, await SecretsOnAsync(transaction, operation)));
    }
}

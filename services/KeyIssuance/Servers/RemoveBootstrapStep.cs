using PenguinMails.KeyIssuance.Servers.Connections;

namespace PenguinMails.KeyIssuance.Servers;

/// <summary>
/// The admin key is proven, so the bootstrap credential goes: from the server if that was asked for, and from Vault. The tenant is
/// enrolled, and the other secrets of its server are issued next.
/// </summary>
internal sealed class RemoveBootstrapStep(
    IKeyValueStore vault,
    FencedVault fenced,
    AdminSessions sessions,
    ServerAccounts accounts,
    OperationRequests requests,
    OperationStore store,
    SecretTypeCatalog types,
    IEnumerable<IServerListener> listeners,
    TimeProvider time) : IOperationStep
{
    public string Name => OperationPlans.RemoveBootstrap;

    public async Task<StepResult> RunAsync(Operation operation, CancellationToken cancellationToken)
    {
        var path = VaultPath.Ssh(operation.Row.TenantId, ServerKeys.Bootstrap);
        using var bootstrap = await vault.ReadAsync(path, operation.RequiredServer.BootstrapVersion, cancellationToken);
        if (bootstrap is not null)
        {
            if (await RemoveAsync(operation, bootstrap, cancellationToken) is TargetAnswer.NotDone notRemoved)
            {
                return notRemoved;
            }

            if (!await AcceptAsync(operation, bootstrap, cancellationToken))
            {
                return new TargetAnswer.Fenced();
            }

            if (await fenced.EndAsync(operation, path, cancellationToken) is TargetAnswer.NotDone notEnded)
            {
                return notEnded;
            }
        }

        return new StepResult.Done(transaction => CommitAsync(transaction, operation));
    }

    private Task<TargetAnswer> RemoveAsync(Operation operation, PlainTextSecret bootstrap, CancellationToken cancellationToken) => Stays(bootstrap)
        ? Task.FromResult<TargetAnswer>(TargetAnswer.Confirmed)
        : sessions.UseAsync(
            operation,
            async session => SshAnswers.ToTarget(
                await accounts.EditAsync(
                    session,
                    new AuthorizedKeysEdit(bootstrap.Text("username"), operation.SecretId, operation.Fence) { Remove = [PublicKey.Parse(bootstrap.Text("public_key"))] },
                    cancellationToken),
                operation.RequiredServer.Address),
            cancellationToken);

    private static bool Stays(PlainTextSecret bootstrap) => bootstrap.Text("removeAfter") != "true" || !bootstrap.Values.Contains("public_key");

    /// <summary>A credential that stays on the server, as asked for, is no drift.</summary>
    /// <returns>False when the lease is lost.</returns>
    private Task<bool> AcceptAsync(Operation operation, PlainTextSecret bootstrap, CancellationToken cancellationToken)
    {
        if (!Stays(bootstrap) || !bootstrap.Values.Contains("public_key"))
        {
            return Task.FromResult(true);
        }

        // Strings of what is public: the values themselves are gone when the commit runs.
        var (account, fingerprint) = (bootstrap.Text("username"), PublicKey.Parse(bootstrap.Text("public_key")).Fingerprint);
        return store.WhileLeasedAsync(
            operation.Lease,
            async transaction =>
            {
                foreach (var listener in listeners)
                {
                    await listener.CredentialStaysAsync(
                        transaction, operation.RequiredServer.ServerId, account, fingerprint, operation.Actor, time.GetUtcNow());
                }
            },
            cancellationToken);
    }

    private async Task CommitAsync(DatabaseTransaction transaction, Operation operation)
    {
        var (now, server) = (time.GetUtcNow(), operation.RequiredServer);
        await transaction.ExecuteAsync(
            """
            update tenant set enrolled_at = coalesce(enrolled_at, @now) where tenant_id = @TenantId;
            update server set state = 'active' where server_id = @ServerId and state = 'enrolling';
            """,
            new { now, operation.Row.TenantId, server.ServerId });
        foreach (var listener in listeners)
        {
            await listener.EnrolledAsync(transaction, server.ServerId);
        }

        await transaction.PublishAsync(new TenantEnrolled(operation.Row.TenantId, operation.Row.TenantName, server.Address, server.Port, now));
        foreach (var secret in await SecretsToIssueAsync(transaction, operation, server.ServerId))
        {
            await requests.StartAsync(transaction, new StartOperation(
                secret,
                OperationKind.Issue,
                operation.Actor,
                operation.Row.TriggeredBy,
                "enrolment",
                operation.Row.Reason,
                GracePeriod: null)
            {
                OnBehalfOf = operation.OnBehalfOf,
            });
        }
    }

    /// <summary>What every server has, and what ended with the server before. What a person revoked stays so.</summary>
    private async Task<IEnumerable<SecretReference>> SecretsToIssueAsync(DatabaseTransaction transaction, Operation operation, Guid serverId)
    {
        var ofServer = types.All.SelectMany(type => type.SecretsOfNewServer().Where(secret => !type.IsServerAccessKey(secret.Name))
            .Select(secret => new SecretReference(operation.Row.TenantId, type.Name, secret.Name)));
        var ended = await transaction.QueryAsync<SecretReference>(
            """
            select s.tenant_id as "TenantId", s.type as "Type", s.name as "Name"
            from secret s
            cross join lateral (select state from secret_version where secret_id = s.secret_id order by number desc limit 1) newest
            where s.server_id = @serverId and s.secret_id <> @SecretId and s.deleted_at is null and newest.state = 'abandoned' order by s.type, s.name
            """,
            new { serverId, operation.SecretId });
        return ofServer.Union(ended);
    }
}

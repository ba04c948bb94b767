using PenguinMails.KeyIssuance.Material;

namespace PenguinMails.KeyIssuance.Servers.Connections;

/// <summary>
/// Sessions on a tenant's server as its admin account: with the admin key from Vault, or, to install the first one, with the
/// bootstrap credential. The steps of an operation share one for as long as the key in Vault is the one that opened it.
/// </summary>
/// <param name="time">For the pauses before a key counts as lost; null where Vault never answers late.</param>
internal sealed class AdminSessions(
    ISshConnector connector, ServerBreaker breaker, IKeyValueStore vault, TenantSeal seal, Database database, IEnumerable<IAccessListener> listeners,
    TimeProvider? time = null)
{
    // A node of Vault that follows the active one may not know yet what another instance has just written.
    private static readonly TimeSpan[] Pauses = [TimeSpan.FromSeconds(0.25), TimeSpan.FromSeconds(0.5), TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2)];

    private static readonly TargetAnswer NoAdminAccess = new TargetAnswer.Impossible(
        AccessCodes.KeyMissing, "Neither an admin key nor a bootstrap credential for the server is in Vault.");

    private static readonly TargetAnswer KeyUnreadable = new TargetAnswer.Impossible(
        AccessCodes.KeyUnreadable, "What Vault holds as the server's admin key cannot be read: it is damaged, or the tenant's transit key is gone.");

    public async Task<TargetAnswer> UseAsync(
        SecretContext operation, Func<ISshSession, Task<TargetAnswer>> use, CancellationToken cancellationToken)
    {
        var answer = await TryUseAsync(operation, use, cancellationToken);
        if (AccessCodes.LossOf(answer) is { } loss && listeners.Any())
        {
            await database.InTransactionAsync(
                async transaction =>
                {
                    foreach (var listener in listeners)
                    {
                        await listener.AccessLostAsync(transaction, operation.RequiredServer.ServerId, loss.Code);
                    }
                },
                cancellationToken);
        }

        return answer;
    }

    private async Task<TargetAnswer> TryUseAsync(
        SecretContext operation, Func<ISshSession, Task<TargetAnswer>> use, CancellationToken cancellationToken)
    {
        using var credential = await FindAsync(operation.Secret.TenantId, () => CredentialAsync(operation, cancellationToken), cancellationToken);
        if (credential is null)
        {
            return NoAdminAccess;
        }

        try
        {
            return await UseKeptAsync(operation, credential, use, cancellationToken)
                ?? await OpenAsync(operation, credential, cancellationToken)
                ?? await UseOpenAsync(operation, credential, use, cancellationToken);
        }
        catch (SshCommandException failure)
        {
            if (failure.Kind is not (SshTroubleKind.CommandFailed or SshTroubleKind.AccountUnusable))
            {
                await breaker.FailedAsync(operation, failure.Message, cancellationToken);
            }

            // What a server is handed over with is no access that could be lost.
            return failure.Kind == SshTroubleKind.AccountUnusable && !IsBootstrap(credential) ? Unusable(failure) : SshAnswers.Failed(failure);
        }
    }

    /// <summary>Outside operations: with the admin key alone, over a connection of its own, and whatever the circuit breaker says.</summary>
    public async Task<TargetAnswer> UseAsync(
        ServerAccess server, Func<ISshSession, Task<TargetAnswer>> use, CancellationToken cancellationToken)
    {
        using var credential = await FindAsync(
            server.TenantId,
            () => vault.ReadAsync(VaultPath.Ssh(server.TenantId, ServerKeys.Admin), cancellationToken: cancellationToken),
            cancellationToken);
        if (credential is null)
        {
            return NoAdminAccess;
        }

        switch (await ConnectAsync(server, credential, cancellationToken))
        {
            case SshOpening.Opened opened:
                try
                {
                    return await use(opened.Session);
                }
                catch (SshCommandException failure) when (failure.Kind == SshTroubleKind.AccountUnusable)
                {
                    return Unusable(failure);
                }
                finally
                {
                    await opened.Session.DisposeAsync();
                }

            case SshOpening.NotOpened notOpened:
                return NotOpened(notOpened.Answer, server.AdminAccount, AccessCodes.KeyRefused);
            case null:
                return KeyUnreadable;
            default:
                throw new InvalidOperationException("A session was opened in an unknown way.");
        }
    }

    /// <summary>Null when no connection is open under this key, or not any more.</summary>
    private async Task<TargetAnswer?> UseKeptAsync(
        SecretContext operation, PlainTextSecret credential, Func<ISshSession, Task<TargetAnswer>> use, CancellationToken cancellationToken)
    {
        try
        {
            return operation.Connections.Get<AdminConnection>().Find(credential.Text("version_id")) is null ? null : await UseOpenAsync(operation, credential, use, cancellationToken);
        }
        catch (SshCommandException ended) when (ended.Kind == SshTroubleKind.ConnectionClosed)
        {
            // Between two steps, or now. Every command can be repeated, so the step goes on over a new connection.
            return null;
        }
    }

    /// <summary>Null when the operation's connection is open.</summary>
    private async Task<TargetAnswer?> OpenAsync(SecretContext operation, PlainTextSecret credential, CancellationToken cancellationToken)
    {
        if (await breaker.RefusalAsync(operation, cancellationToken) is { } refusal)
        {
            return refusal;
        }

        var server = ServerAccess.Of(operation.Secret.TenantId, operation.RequiredServer);
        switch (await ConnectAsync(server, credential, cancellationToken))
        {
            case SshOpening.Opened opened:
                await operation.Connections.Get<AdminConnection>().KeepAsync(opened.Session, credential.Text("version_id"));
                return null;
            case SshOpening.NotOpened notOpened:
                await breaker.RecordAsync(operation, notOpened.Answer, cancellationToken);
                return NotOpened(
                    notOpened.Answer, UsernameOf(server, credential), IsBootstrap(credential) ? AccessCodes.BootstrapRefused : AccessCodes.KeyRefused);
            case null:
                return KeyUnreadable;
            default:
                throw new InvalidOperationException("A session was opened in an unknown way.");
        }
    }

    /// <returns>Null when the key cannot be read.</returns>
    private async Task<SshOpening?> ConnectAsync(ServerAccess server, PlainTextSecret credential, CancellationToken cancellationToken)
    {
        try
        {
            using var key = await seal.OpenKeyAsync(server.TenantId, credential.Values, cancellationToken);
            return await connector.OpenAsync(server.Endpoint, new SshIdentity(UsernameOf(server, credential), key), cancellationToken);
        }
        catch (Exception failure) when (failure is FormatException or VaultRefusedException { Refusal: VaultRefusal.KeyMissing or VaultRefusal.CipherTextInvalid })
        {
            return null;
        }
    }

    private static TargetAnswer.Retry Unusable(SshCommandException failure) => new(AccessCodes.AccountUnusable, failure.Message);

    private static bool IsBootstrap(PlainTextSecret credential) => credential.Values.Contains("username");

    private static string UsernameOf(ServerAccess server, PlainTextSecret credential) =>
        IsBootstrap(credential) ? credential.Text("username") : server.AdminAccount;

    private static TargetAnswer NotOpened(SshAnswer answer, string username, string code) => answer is SshAnswer.Refused
        ? new TargetAnswer.Retry(
            code, $"The server refuses the key of {username}; somebody may have changed its authorized_keys.")
        : SshAnswers.ToTarget(answer);

    /// <summary>Ends the connection when its use fails; and always when the operation is about the key that opened it.</summary>
    private async Task<TargetAnswer> UseOpenAsync(
        SecretContext operation, PlainTextSecret credential, Func<ISshSession, Task<TargetAnswer>> use, CancellationToken cancellationToken)
    {
        var isWorking = false;
        try
        {
            var answer = await use(operation.Connections.Get<AdminConnection>().Find(credential.Text("version_id"))!);
            isWorking = true;
            // Not when it was opened: a server that lets in and then hangs does not answer either.
            await breaker.ReachedAsync(operation, cancellationToken);
            return answer;
        }
        finally
        {
            if (!isWorking || operation.Secret.IsServerAccessKey())
            {
                await operation.Connections.Get<AdminConnection>().DropAsync();
            }
        }
    }

    /// <summary>Asks again for as long as Vault knows nothing of the admin key, not even that it is gone.</summary>
    private async Task<PlainTextSecret?> FindAsync(Guid tenantId, Func<Task<PlainTextSecret?>> read, CancellationToken cancellationToken)
    {
        for (var round = 0; ; round++)
        {
            if (await read() is { } credential)
            {
                return credential;
            }

            if (time is null || round == Pauses.Length || await vault.ReadMetadataAsync(VaultPath.Ssh(tenantId, ServerKeys.Admin), cancellationToken) is not null)
            {
                return null;
            }

            await Task.Delay(Pauses[round], time, cancellationToken);
        }
    }

    private async Task<PlainTextSecret?> CredentialAsync(SecretContext operation, CancellationToken cancellationToken)
    {
        var admin = operation.IsFirstAccess ? null : await vault.ReadAsync(VaultPath.Ssh(operation.Secret.TenantId, ServerKeys.Admin), cancellationToken: cancellationToken);
        return admin ?? await vault.ReadAsync(
            VaultPath.Ssh(operation.Secret.TenantId, ServerKeys.Bootstrap), operation.RequiredServer.BootstrapVersion, cancellationToken);
    }
}

/// <summary>How the platform gets into a tenant's server.</summary>
internal sealed record ServerAccess(Guid TenantId, SshEndpoint Endpoint, string AdminAccount)
{
    public static ServerAccess Of(Guid tenantId, TargetServer server) => new(tenantId, server.Endpoint(), server.AdminAccount);
}

internal static class TargetServerExtensions
{
    public static SshEndpoint Endpoint(this TargetServer server) => new(server.Address, server.Port, PublicKey.Parse(server.HostKey));
}

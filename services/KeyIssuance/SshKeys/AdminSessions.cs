using PenguinMails.KeyIssuance.Material;
using PenguinMails.KeyIssuance.Operations;
using PenguinMails.KeyIssuance.Operations.Running;
using PenguinMails.KeyIssuance.Servers.Connections;
using PenguinMails.Ssh;
using PenguinMails.Vault;

namespace PenguinMails.KeyIssuance.SshKeys;

/// <summary>
/// Sessions on a tenant's server as its admin account: with the admin key from Vault, or, to install the first one, with the
/// bootstrap credential. The steps of an operation share one for as long as the key in Vault is the one that opened it.
/// </summary>
internal sealed class AdminSessions(ISshConnector connector, ServerBreaker breaker, IKeyValueStore vault, TenantSeal seal)
{
    public const string AccessRefused = "admin_access_refused";

    private static readonly TargetAnswer NoAdminAccess = new(new StepResult.Impossible(
        "no_admin_access", "Neither an admin key nor a bootstrap credential for the server is in Vault."));

    public async Task<TargetAnswer> UseAsync(
        Operation operation, Func<ISshSession, Task<TargetAnswer>> use, CancellationToken cancellationToken)
    {
        using var credential = await CredentialAsync(operation, cancellationToken);
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
        catch (SshCommandException failure) when (failure.Kind != SshTroubleKind.CommandFailed)
        {
            await breaker.FailedAsync(operation, failure.Message, cancellationToken);
            throw;
        }
    }

    /// <summary>Outside operations: with the admin key alone, over a connection of its own, and whether or not the server is left alone.</summary>
    public async Task<TargetAnswer> UseAsync(
        ServerAccess server, Func<ISshSession, Task<TargetAnswer>> use, CancellationToken cancellationToken)
    {
        using var credential = await vault.ReadAsync(VaultPath.Ssh(server.TenantId, SshKeyNames.Admin), cancellationToken: cancellationToken);
        if (credential is null)
        {
            return NoAdminAccess;
        }

        switch (await ConnectAsync(server, credential, cancellationToken))
        {
            case SshOpening.Opened opened:
                await using (opened.Session)
                {
                    return await use(opened.Session);
                }

            case SshOpening.NotOpened notOpened:
                return NotOpened(notOpened.Answer, server.AdminAccount);
            default:
                throw new InvalidOperationException("A session was opened in an unknown way.");
        }
    }

    /// <summary>Null when no connection is open under this key, or not any more.</summary>
    private async Task<TargetAnswer?> UseKeptAsync(
        Operation operation, PlainTextSecret credential, Func<ISshSession, Task<TargetAnswer>> use, CancellationToken cancellationToken)
    {
        try
        {
            return operation.Connection.Find(credential.Text("version_id")) is null ? null : await UseOpenAsync(operation, credential, use, cancellationToken);
        }
        catch (SshCommandException ended) when (ended.Kind == SshTroubleKind.ConnectionClosed)
        {
            // Between two steps, or now. Every command can be repeated, so the step goes on over a new connection.
            return null;
        }
    }

    /// <summary>Null when the operation's connection is open.</summary>
    private async Task<TargetAnswer?> OpenAsync(Operation operation, PlainTextSecret credential, CancellationToken cancellationToken)
    {
        if (await breaker.RefusalAsync(operation, cancellationToken) is { } refusal)
        {
            return new TargetAnswer(refusal);
        }

        var server = new ServerAccess(operation.Row.TenantId, operation.Endpoint, operation.Row.AdminAccount);
        switch (await ConnectAsync(server, credential, cancellationToken))
        {
            case SshOpening.Opened opened:
                await operation.Connection.KeepAsync(opened.Session, credential.Text("version_id"));
                return null;
            case SshOpening.NotOpened notOpened:
                await breaker.RecordAsync(operation, notOpened.Answer, cancellationToken);
                return NotOpened(notOpened.Answer, UsernameOf(server, credential));
            default:
                throw new InvalidOperationException("A session was opened in an unknown way.");
        }
    }

    private async Task<SshOpening> ConnectAsync(ServerAccess server, PlainTextSecret credential, CancellationToken cancellationToken)
    {
        using var key = await seal.OpenAsync(server.TenantId, credential.Values, cancellationToken);
        return await connector.OpenAsync(server.Endpoint, new SshIdentity(UsernameOf(server, credential), key), cancellationToken);
    }

    private static string UsernameOf(ServerAccess server, PlainTextSecret credential) =>
        credential.Values.Contains("username") ? credential.Text("username") : server.AdminAccount;

    private static TargetAnswer NotOpened(SshAnswer answer, string username) => answer is SshAnswer.Refused
        ? new TargetAnswer(new StepResult.Retry(
            AccessRefused, $"The server refuses the key of {username}; somebody may have changed its authorized_keys."))
        : SshAnswers.ToTarget(answer);

    /// <summary>Ends the connection when its use fails; and always when the operation is about the key that opened it.</summary>
    private async Task<TargetAnswer> UseOpenAsync(
        Operation operation, PlainTextSecret credential, Func<ISshSession, Task<TargetAnswer>> use, CancellationToken cancellationToken)
    {
        var isWorking = false;
        try
        {
            var answer = await use(operation.Connection.Find(credential.Text("version_id"))!);
            isWorking = true;
            // Not when it was opened: a server that lets in and then hangs does not answer either.
            await breaker.ReachedAsync(operation, cancellationToken);
            return answer;
        }
        finally
        {
            if (!isWorking || operation.OpensTarget)
            {
                await operation.Connection.DropAsync();
            }
        }
    }

    private async Task<PlainTextSecret?> CredentialAsync(Operation operation, CancellationToken cancellationToken)
    {
        var isFirst = operation is { Kind: OperationKind.Enroll, Row.Step: OperationPlans.Install or OperationPlans.RollBack };
        var admin = isFirst ? null : await vault.ReadAsync(VaultPath.Ssh(operation.Row.TenantId, SshKeyNames.Admin), cancellationToken: cancellationToken);
        return admin ?? await vault.ReadAsync(operation.BootstrapPath, cancellationToken: cancellationToken);
    }
}

/// <summary>How the platform gets into a tenant's server.</summary>
internal sealed record ServerAccess(Guid TenantId, SshEndpoint Endpoint, string AdminAccount);

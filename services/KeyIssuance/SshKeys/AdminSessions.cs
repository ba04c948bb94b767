using PenguinMails.KeyIssuance.Material;
using PenguinMails.KeyIssuance.Operations;
using PenguinMails.KeyIssuance.Operations.Running;
using PenguinMails.Ssh;
using PenguinMails.Vault;

namespace PenguinMails.KeyIssuance.SshKeys;

/// <summary>
/// Sessions on a tenant's server as its admin account: with the admin key from Vault, or, to install the first one, with the
/// bootstrap credential.
/// </summary>
internal sealed class AdminSessions(ISshConnector connector, IKeyValueStore vault, TenantSeal seal)
{
    public const string AccessRefused = "admin_access_refused";

    public async Task<TargetAnswer> UseAsync(
        Operation operation, Func<ISshSession, Task<TargetAnswer>> use, CancellationToken cancellationToken)
    {
        using var credential = await CredentialAsync(operation, cancellationToken);
        return await UseAsync(
            new ServerAccess(operation.Row.TenantId, operation.Endpoint, operation.Row.AdminAccount), credential, use, cancellationToken);
    }

    /// <summary>Outside operations: with the admin key alone.</summary>
    public async Task<TargetAnswer> UseAsync(
        ServerAccess server, Func<ISshSession, Task<TargetAnswer>> use, CancellationToken cancellationToken)
    {
        using var credential = await vault.ReadAsync(VaultPath.Ssh(server.TenantId, SshKeyNames.Admin), cancellationToken: cancellationToken);
        return await UseAsync(server, credential, use, cancellationToken);
    }

    private async Task<TargetAnswer> UseAsync(
        ServerAccess server, PlainTextSecret? credential, Func<ISshSession, Task<TargetAnswer>> use, CancellationToken cancellationToken)
    {
        if (credential is null)
        {
            return new TargetAnswer(new StepResult.Impossible(
                "no_admin_access", "Neither an admin key nor a bootstrap credential for the server is in Vault."));
        }

        var username = credential.Values.Contains("username") ? credential.Text("username") : server.AdminAccount;
        using var key = await seal.OpenAsync(server.TenantId, credential.Values, cancellationToken);
        switch (await connector.OpenAsync(server.Endpoint, new SshIdentity(username, key), cancellationToken))
        {
            case SshOpening.Opened opened:
                await using (opened.Session)
                {
                    return await use(opened.Session);
                }

            case SshOpening.NotOpened { Answer: SshAnswer.Refused }:
                return new TargetAnswer(new StepResult.Retry(
                    AccessRefused, $"The server refuses the key of {username}; somebody may have changed its authorized_keys."));
            case SshOpening.NotOpened notOpened:
                return SshAnswers.ToTarget(notOpened.Answer);
            default:
                throw new InvalidOperationException("A session was opened in an unknown way.");
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

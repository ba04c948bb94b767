using PenguinMails.Vault.Connection;
using PenguinMails.VaultOperations.Delivery;

namespace PenguinMails.VaultOperations.Bootstrap;

/// <summary>
/// Two stages. With the bootstrap token: the way in, and this service's own policy, role and credential. With its own token:
/// everything else.
/// </summary>
internal sealed class Bootstrapper(
    IVaultApi vault, IVaultHealth health, CredentialDelivery delivery, IOptions<VaultOperationsOptions> options,
    IOptions<VaultOptions> vaultOptions, TimeProvider time, ILoggerFactory logs)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly IReadOnlyList<IVaultPart> _ownAccess =
    [
        new AppRoleMount(),
        new AppRoleLockout(health, logs.CreateLogger<AppRoleLockout>()),
        new AclPolicies([Role.Own]),
        new AppRoles([Role.Own], options.Value),
    ];

    private readonly IReadOnlyList<IVaultPart> _everythingElse =
    [
        new AppRoleLockout(health, logs.CreateLogger<AppRoleLockout>()),
        new Mounts(),
        new KeyValueSettings(),
        new AuditDevice(options.Value, time),
        new AuditSocketDevice(options.Value, time, logs.CreateLogger<AuditSocketDevice>()),
        new TransitKeys(),
        new AclPolicies([.. Role.Services, .. Role.People]),
        new AppRoles(Role.Services, options.Value),
        new TenantEntities(),
    ];

    /// <summary>Whether there is a bootstrap token to work with.</summary>
    public bool HasBootstrapToken => File.Exists(options.Value.BootstrapTokenFile);

    /// <summary>Gives this service its own access, with the bootstrap token.</summary>
    public async Task<IReadOnlyList<Drift>> OpenOwnAccessAsync(CancellationToken cancellationToken)
    {
        await using var bootstrap = ConnectWithBootstrapToken();
        var drifts = await RepairAsync(_ownAccess, bootstrap.Api, cancellationToken);
        await delivery.TopUpAsync(Role.Own, bootstrap.Api, cancellationToken);
        return drifts;
    }

    /// <summary>Revokes the bootstrap token, and deletes its file: it can do anything, and nobody needs it any more.</summary>
    /// <exception cref="IOException">The file cannot be deleted; the token is revoked.</exception>
    /// <exception cref="UnauthorizedAccessException">The same.</exception>
    public async Task EndBootstrapTokenAsync(CancellationToken cancellationToken)
    {
        await using (var bootstrap = ConnectWithBootstrapToken())
        {
            try
            {
                (await bootstrap.Api.SendAsync(HttpMethod.Post, "auth/token/revoke-self", cancellationToken: cancellationToken)).Ok();
            }
            catch (VaultUnavailableException failure) when (failure.Trouble == VaultTrouble.NoCredential)
            {
                // It is dead already: another instance, or the operator, was faster.
            }
        }

        File.Delete(options.Value.BootstrapTokenFile!);
    }

    /// <summary>Compares everything else with the repository and repairs it, under this service's own token.</summary>
    public Task<IReadOnlyList<Drift>> RepairAsync(CancellationToken cancellationToken) => RepairAsync(_everythingElse, vault, cancellationToken);

    /// <summary>This service cannot change its own policy, but it can see whether it is right.</summary>
    public Task<bool> IsOwnPolicyCurrentAsync(CancellationToken cancellationToken) => AclPolicies.IsCurrentAsync(vault, Role.Own, cancellationToken);

    private VaultConnection ConnectWithBootstrapToken()
    {
        var actual = vaultOptions.Value;
        return new VaultConnection(
            new VaultOptions { Address = actual.Address, TokenFile = options.Value.BootstrapTokenFile, AttemptTimeout = actual.AttemptTimeout, TotalTimeout = Patience },
            time,
            logs);
    }

    private static async Task<IReadOnlyList<Drift>> RepairAsync(IReadOnlyList<IVaultPart> parts, IVaultApi vault, CancellationToken cancellationToken)
    {
        var drifts = new List<Drift>();
        foreach (var part in parts)
        {
            drifts.AddRange(await part.RepairAsync(vault, cancellationToken));
        }

        return drifts;
    }
}

namespace PenguinMails.VaultOperations.Delivery;

/// <summary>
/// Keeps each service's folder topped up with response-wrapped secret ids. Vault gives each secret id to the one who unwraps it
/// first; a service that finds its credential opened knows that somebody read it.
/// </summary>
internal sealed class CredentialDelivery(
    DeliveryFolders folders, IOptions<VaultOperationsOptions> options, TimeProvider time, ILogger<CredentialDelivery> log) : IDisposable
{
    private readonly SemaphoreSlim _oneAtATime = new(1);

    private TimeSpan TimeToLive => options.Value.SecretIdTimeToLive;

    /// <summary>Whether the folder can be left alone: enough credentials, none about to expire.</summary>
    public bool IsFull(string service)
    {
        folders.Prepare(service);
        var soon = time.GetUtcNow() + (TimeToLive / 3);
        return folders.RoleIdOf(service) is not null && folders.Waiting(service).Count(credential => credential.ExpiresAt > soon) >= options.Value.PoolSize;
    }

    public async Task TopUpAsync(string service, IVaultApi vault, CancellationToken cancellationToken)
    {
        await _oneAtATime.WaitAsync(cancellationToken);
        try
        {
            folders.Prepare(service);
            await DeliverRoleIdAsync(service, vault, cancellationToken);
            await DeliverSecretIdsAsync(service, vault, cancellationToken);
            RemoveExpired(service);
        }
        finally
        {
            _oneAtATime.Release();
        }
    }

    public void Dispose() => _oneAtATime.Dispose();

    // The secret ids of a recreated role are invalid; a changed role id shows that it was recreated.
    private async Task DeliverRoleIdAsync(string service, IVaultApi vault, CancellationToken cancellationToken)
    {
        var answer = await vault.SendAsync(HttpMethod.Get, $"auth/approle/role/{service}/role-id", cancellationToken: cancellationToken);
        var roleId = answer.Ok().Data.GetProperty("role_id").GetString()!;
        var delivered = folders.RoleIdOf(service);
        if (delivered == roleId)
        {
            return;
        }

        if (delivered is not null)
        {
            Log.RoleReplaced(log, service);
            foreach (var credential in folders.Waiting(service))
            {
                credential.Remove();
            }
        }

        await folders.WriteRoleIdAsync(service, roleId, cancellationToken);
    }

    private async Task DeliverSecretIdsAsync(string service, IVaultApi vault, CancellationToken cancellationToken)
    {
        var soon = time.GetUtcNow() + (TimeToLive / 3);
        var missing = options.Value.PoolSize - folders.Waiting(service).Count(credential => credential.ExpiresAt > soon);
        for (; missing > 0; missing--)
        {
            var wrapped = await vault.SendWrappedAsync(
                HttpMethod.Post, $"auth/approle/role/{service}/secret-id", [], TimeToLive, cancellationToken);
            await folders.AddAsync(service, wrapped.Reveal(), wrapped.ExpiresAt, cancellationToken);
            Log.Delivered(log, service, wrapped.ExpiresAt);
        }
    }

    // A little before the end, so that no service starts to open one that dies under its hands.
    private void RemoveExpired(string service)
    {
        var now = time.GetUtcNow();
        foreach (var credential in folders.Waiting(service).Where(credential => credential.ExpiresAt <= now + (TimeToLive / 10)))
        {
            credential.Remove();
        }

        folders.Sweep(service, now - TimeToLive);
    }
}

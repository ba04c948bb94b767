using System.Collections.Concurrent;
using PenguinMails.KeyIssuance.Material;
using PenguinMails.KeyIssuance.Reveals;

namespace PenguinMails.KeyIssuance.ServiceReads;

/// <summary>
/// Reads material in Vault for a service: the intent is on record before Vault is asked, the outcome before anybody gets it. Of several that
/// ask at once one reads, in whose name it is recorded; the others get what it found.
/// </summary>
internal sealed class UncachedRead(
    Database database, SecretTypeCatalog types, IKeyValueStore vault, TenantSeal seal, MaterialCache cache, AuditTrail trail, TimeProvider time)
{
    private readonly ConcurrentDictionary<SecretReference, Lazy<Task<CachedMaterial?>>> _running = new();

    /// <returns>Null when another version has become current meanwhile; and whether this caller's own read is on record.</returns>
    public async Task<(CachedMaterial? Entry, bool IsOwn)> RunAsync(SecretReference secret, CurrentVersion version, Caller caller)
    {
        var isOwn = false;
        var read = _running.GetOrAdd(secret, _ => new Lazy<Task<CachedMaterial?>>(() =>
        {
            // Another may have read it since this caller looked.
            if (cache.Find(secret) is { } known)
            {
                return Task.FromResult<CachedMaterial?>(known);
            }

            isOwn = true;
            return ReadAsync(secret, version, caller);
        }));
        try
        {
            return (await read.Value, isOwn);
        }
        finally
        {
            _running.TryRemove(KeyValuePair.Create(secret, read));
        }
    }

    // A caller who hangs up does not stop it half-way: others may wait for it.
    private async Task<CachedMaterial?> ReadAsync(SecretReference secret, CurrentVersion version, Caller caller)
    {
        var entry = new AuditEntry(ServiceReadAudit.ActionOf(types, secret.Type), AuditOutcomes.Intent)
        {
            Secret = secret,
            VersionId = version.VersionId,
            CorrelationId = Guid.CreateVersion7(time.GetUtcNow()),
        };
        await database.InTransactionAsync(transaction => trail.RecordAsync(transaction, caller.Actor, entry), CancellationToken.None);
        var readAt = time.GetTimestamp();
        try
        {
            using var fields = await OpenAsync(secret, version);
            var confirmedAt = time.GetTimestamp();
            var current = await database.InTransactionAsync(
                async transaction =>
                {
                    var now = await CurrentVersion.FindAsync(transaction, secret);
                    var found = fields is not null && now?.VersionId == version.VersionId ? now : null;
                    await trail.RecordAsync(transaction, caller.Actor, found is null
                        ? entry with { Outcome = AuditOutcomes.Failed, Code = "version_changed" }
                        : entry with { Outcome = AuditOutcomes.Success });
                    if (found is not null)
                    {
                        await transaction.PublishAsync(new SecretUsed(secret, version.VersionId, SecretUses.Read, Count: 1, time.GetUtcNow()));
                    }

                    return found;
                },
                CancellationToken.None);
            return current is null ? null : cache.Put(secret, current, fields!, readAt, confirmedAt);
        }
        catch (Exception failure) when (failure is VaultUnavailableException or VaultRefusedException)
        {
            await database.InTransactionAsync(
                transaction => trail.RecordAsync(transaction, caller.Actor, entry with { Outcome = AuditOutcomes.Failed, Code = "not_delivered" }), CancellationToken.None);
            throw;
        }
    }

    /// <returns>Null when Vault holds another version at the path by now.</returns>
    private async Task<PlainTextFields?> OpenAsync(SecretReference secret, CurrentVersion version)
    {
        var type = types.Get(secret.Type);
        var stored = await vault.ReadAsync(type.PathOf(secret), version.VaultVersion, CancellationToken.None);
        if (stored is null)
        {
            return null;
        }

        using var material = new SecretMaterial(seal, secret.TenantId, stored);
        return material.Text(SecretValues.VersionId) == version.VersionId.ToString()
            ? await PlainTextFields.OpenAsync(type, material, CancellationToken.None)
            : null;
    }
}

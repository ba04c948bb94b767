namespace PenguinMails.KeyIssuance.Material;

/// <summary>
/// Material lies in Vault encrypted twice: by Vault's barrier, and before that under a transit key of its tenant, which never leaves
/// Vault. Without that key nothing of the tenant's can be read, from any copy (docs/adr/0010-tenant-seal.md).
/// </summary>
/// <remarks>
/// The cipher text belongs to its version: the key is derived from the version's id (transit's <c>context</c>), so a value that was
/// stored for one version cannot be passed off as another's.
/// </remarks>
public sealed class TenantSeal(ITransit transit)
{
    private const string VersionId = "version_id";

    /// <summary>Makes the tenant's transit key unless it exists.</summary>
    public Task EnsureKeyAsync(Guid tenantId, CancellationToken cancellationToken) =>
        transit.EnsureKeyAsync(TransitKey.ForTenant(tenantId), TransitKeyType.Aes256Gcm96Derived, cancellationToken);

    /// <summary>A copy of the values with the named ones encrypted; <c>version_id</c> must be among the values.</summary>
    public async Task<PlainTextValues> SealAsync(
        Guid tenantId, PlainTextValues values, IReadOnlyCollection<string> names, CancellationToken cancellationToken)
    {
        var stored = new PlainTextValues();
        foreach (var name in values.Names)
        {
            if (names.Contains(name))
            {
                stored.Add(name, await transit.EncryptAsync(TransitKey.ForTenant(tenantId), values.Utf8(name), ContextOf(values), cancellationToken));
            }
            else
            {
                stored.Add(name, values.Utf8(name).Span);
            }
        }

        return stored;
    }

    /// <summary>Decrypts one value of what <see cref="SealAsync"/> made.</summary>
    /// <exception cref="VaultRefusedException">The tenant's key is gone, or the values are not those that were stored.</exception>
    public Task<PlainTextBytes> OpenAsync(Guid tenantId, PlainTextValues stored, string name, CancellationToken cancellationToken) =>
        transit.DecryptAsync(TransitKey.ForTenant(tenantId), stored.Text(name), ContextOf(stored), cancellationToken);

    private static byte[] ContextOf(PlainTextValues values) => Encoding.ASCII.GetBytes(values.Text(VersionId));
}

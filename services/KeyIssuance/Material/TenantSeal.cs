using System.Text;
using PenguinMails.Ssh;
using PenguinMails.Vault;

namespace PenguinMails.KeyIssuance.Material;

/// <summary>
/// Private keys lie in Vault encrypted twice: by Vault's barrier, and before that under a transit key of their tenant, which never
/// leaves Vault. Without that key nothing of the tenant's can be read any more, from any copy (docs/adr/0010-tenant-seal.md).
/// </summary>
/// <remarks>
/// The cipher text belongs to its version: the key is derived from the version's id (transit's <c>context</c>), so what is stored
/// for one version cannot be passed off as another's.
/// </remarks>
public sealed class TenantSeal(ITransit transit)
{
    private const string PrivateKey = "private_key";
    private const string VersionId = "version_id";

    /// <summary>Makes the tenant's transit key unless it exists.</summary>
    public Task EnsureKeyAsync(Guid tenantId, CancellationToken cancellationToken) =>
        transit.EnsureKeyAsync(TransitKey.ForTenant(tenantId), TransitKeyType.Aes256Gcm96Derived, cancellationToken);

    /// <summary>The same values with <c>private_key</c> encrypted; <c>version_id</c> must be among them.</summary>
    public async Task<PlainTextValues> SealAsync(Guid tenantId, PlainTextValues values, CancellationToken cancellationToken)
    {
        var cipherText = await transit.EncryptAsync(
            TransitKey.ForTenant(tenantId), values.Utf8(PrivateKey), ContextOf(values), cancellationToken);
        var stored = values.Without(PrivateKey);
        stored.Add(PrivateKey, cipherText);
        return stored;
    }

    /// <summary>The private key of what <see cref="SealAsync"/> made.</summary>
    /// <exception cref="VaultRefusedException">The tenant's key is gone, or the values are not those that were stored.</exception>
    public async Task<PlainTextPrivateKey> OpenAsync(Guid tenantId, PlainTextValues stored, CancellationToken cancellationToken)
    {
        using var bytes = await transit.DecryptAsync(
            TransitKey.ForTenant(tenantId), stored.Text(PrivateKey), ContextOf(stored), cancellationToken);
        return new PlainTextPrivateKey(bytes.Span);
    }

    private static byte[] ContextOf(PlainTextValues values) => Encoding.ASCII.GetBytes(values.Text(VersionId));
}

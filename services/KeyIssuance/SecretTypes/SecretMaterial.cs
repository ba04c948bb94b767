using PenguinMails.KeyIssuance.Material;

namespace PenguinMails.KeyIssuance.SecretTypes;

/// <summary>One version's values as Vault holds them. What is sealed is opened when it is asked for.</summary>
public sealed class SecretMaterial(TenantSeal seal, Guid tenantId, PlainTextSecret stored) : IDisposable
{
    /// <summary>The values as they are stored, sealed ones included.</summary>
    public PlainTextValues Stored => stored.Values;

    /// <summary>Vault's number of the version.</summary>
    public int Number => stored.Version;

    /// <summary>A value that is not sealed.</summary>
    public string Text(string name) => stored.Text(name);

    /// <summary>Opens a sealed value. Dispose it as soon as it has been used.</summary>
    /// <exception cref="VaultRefusedException">The tenant's transit key is gone, or the value belongs to another version.</exception>
    public Task<PlainTextBytes> OpenAsync(string name, CancellationToken cancellationToken) =>
        seal.OpenAsync(tenantId, stored.Values, name, cancellationToken);

    public void Dispose() => stored.Dispose();

    public override string ToString() => "[secret material, redacted]";
}

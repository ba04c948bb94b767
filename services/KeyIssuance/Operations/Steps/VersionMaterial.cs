using System.Buffers.Binary;
using PenguinMails.KeyIssuance.Material;

namespace PenguinMails.KeyIssuance.Operations.Steps;

/// <summary>Finds the material of an operation's versions in Vault.</summary>
internal sealed class VersionMaterial(IKeyValueStore vault, TenantSeal seal, TimeProvider time)
{
    // Another instance may have staged it a moment ago through another node of Vault.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    public static TargetAnswer.Impossible Missing { get; } =
        new("staged_material_missing", "The staged material is not in Vault any more.", RollsBack: true);

    /// <summary>The material that the operation staged.</summary>
    /// <returns>Null when Vault holds none of the operation's version.</returns>
    /// <exception cref="VaultUnavailableException">It was staged so recently that the answering node may not know it yet.</exception>
    public async Task<SecretMaterial?> FindStagedAsync(Operation operation, CancellationToken cancellationToken)
    {
        var versionId = operation.RequiredVersion.VersionId;
        var staged = await ReadAsync(operation, operation.Path.Staged, versionId, number: null, cancellationToken);
        return staged is null && IsYoung(versionId) ? throw new VaultUnavailableException(VaultTrouble.NoActiveNode) : staged;
    }

    // Ids of versions begin with the time at which they were made (RFC 9562, UUIDv7).
    private bool IsYoung(Guid versionId) =>
        time.GetUtcNow() - DateTimeOffset.FromUnixTimeMilliseconds((long)(BinaryPrimitives.ReadUInt64BigEndian(versionId.ToByteArray(bigEndian: true)) >> 16)) < Patience;

    /// <summary>The material that readers get, when it is this version's.</summary>
    public Task<SecretMaterial?> FindPublishedAsync(Operation operation, SecretVersion version, CancellationToken cancellationToken) =>
        ReadAsync(operation, operation.Path, version.VersionId, version.VaultVersion, cancellationToken);

    /// <summary>The material of a version wherever the lifecycle has put it.</summary>
    /// <returns>Null when Vault holds it no more.</returns>
    public async Task<SecretMaterial?> FindAsync(Operation operation, SecretVersion version, CancellationToken cancellationToken) =>
        await FindPublishedAsync(operation, version, cancellationToken)
        ?? await ReadAsync(operation, operation.Path.Staged, version.VersionId, number: null, cancellationToken);

    private async Task<SecretMaterial?> ReadAsync(Operation operation, VaultPath path, Guid versionId, int? number, CancellationToken cancellationToken)
    {
        var stored = await vault.ReadAsync(path, number, cancellationToken);
        if (stored is null || stored.Text(SecretValues.VersionId) == versionId.ToString())
        {
            return stored is null ? null : new SecretMaterial(seal, operation.Row.TenantId, stored);
        }

        stored.Dispose();
        return null;
    }
}

using PenguinMails.KeyIssuance.Material;

namespace PenguinMails.KeyIssuance.Operations.Steps;

/// <summary>Finds the material of an operation's versions in Vault.</summary>
internal sealed class VersionMaterial(IKeyValueStore vault, TenantSeal seal)
{
    public static TargetAnswer.Impossible Missing { get; } =
        new("staged_material_missing", "The staged material is not in Vault any more.", RollsBack: true);

    /// <summary>The material that the operation staged.</summary>
    /// <returns>Null when Vault holds none of the operation's version.</returns>
    public Task<SecretMaterial?> FindStagedAsync(Operation operation, CancellationToken cancellationToken) =>
        ReadAsync(operation, operation.Path.Staged, operation.RequiredVersion.VersionId, number: null, cancellationToken);

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

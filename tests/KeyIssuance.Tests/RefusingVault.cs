using PenguinMails.Vault;

namespace PenguinMails.KeyIssuance.Tests;

/// <summary>A Vault whose policy does not let the service destroy anything while <see cref="IsRefusing"/>.</summary>
internal sealed class RefusingVault(IKeyValueStore vault) : IKeyValueStore
{
    public bool IsRefusing { get; set; }

    public Task<PlainTextSecret?> ReadAsync(VaultPath path, int? version = null, CancellationToken cancellationToken = default) =>
        vault.ReadAsync(path, version, cancellationToken);

    public Task<WriteOutcome> WriteAsync(VaultPath path, PlainTextValues values, int cas, CancellationToken cancellationToken = default) =>
        vault.WriteAsync(path, values, cas, cancellationToken);

    public Task<WriteOutcome> WriteEndAsync(VaultPath path, int cas, CancellationToken cancellationToken = default) => IsRefusing
        ? throw new VaultRefusedException(VaultRefusal.PermissionDenied, "PUT secret/data/penguinmails/ssh/{tenant}/{name}")
        : vault.WriteEndAsync(path, cas, cancellationToken);

    public Task<SecretMetadata?> ReadMetadataAsync(VaultPath path, CancellationToken cancellationToken = default) =>
        vault.ReadMetadataAsync(path, cancellationToken);

    public Task<IReadOnlyList<string>> ListAsync(VaultPath folder, CancellationToken cancellationToken = default) => vault.ListAsync(folder, cancellationToken);

    public Task DestroyAsync(VaultPath path, IReadOnlyCollection<int> versions, CancellationToken cancellationToken = default) =>
        vault.DestroyAsync(path, versions, cancellationToken);
}

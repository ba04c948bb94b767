using PenguinMails.Vault;

namespace PenguinMails.KeyIssuance.Tests.SecretTypes;

/// <summary>A Vault whose reads are counted, and where something can happen before one is answered.</summary>
internal sealed class WatchedVault(IKeyValueStore vault) : IKeyValueStore
{
    private int _reads;

    /// <summary>Reads of values so far.</summary>
    public int Reads => Volatile.Read(ref _reads);

    /// <summary>Runs before each read.</summary>
    public Func<VaultPath, Task>? BeforeRead { get; set; }

    public async Task<PlainTextSecret?> ReadAsync(VaultPath path, int? version = null, CancellationToken cancellationToken = default)
    {
        Interlocked.Increment(ref _reads);
        if (BeforeRead is { } happens)
        {
            await happens(path);
        }

        return await vault.ReadAsync(path, version, cancellationToken);
    }

    public Task<WriteOutcome> WriteAsync(VaultPath path, PlainTextValues values, int cas, CancellationToken cancellationToken = default) =>
        vault.WriteAsync(path, values, cas, cancellationToken);

    public Task<WriteOutcome> WriteEndAsync(VaultPath path, int cas, CancellationToken cancellationToken = default) =>
        vault.WriteEndAsync(path, cas, cancellationToken);

    public Task<SecretMetadata?> ReadMetadataAsync(VaultPath path, CancellationToken cancellationToken = default) =>
        vault.ReadMetadataAsync(path, cancellationToken);

    public Task<IReadOnlyList<string>> ListAsync(VaultPath folder, CancellationToken cancellationToken = default) => vault.ListAsync(folder, cancellationToken);

    public Task DestroyAsync(VaultPath path, IReadOnlyCollection<int> versions, CancellationToken cancellationToken = default) =>
        vault.DestroyAsync(path, versions, cancellationToken);
}

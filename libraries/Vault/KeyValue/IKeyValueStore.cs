namespace PenguinMails.Vault;

/// <summary>
/// Vault's KV v2 store. Every call may throw <see cref="VaultUnavailableException"/> (wait, answer 503) or
/// <see cref="VaultRefusedException"/> (a mistake of ours, permanent).
/// </summary>
public interface IKeyValueStore
{
    /// <summary>Reads the current version, or the one asked for; null when it does not exist, is deleted, destroyed or the path's end.</summary>
    Task<PlainTextSecret?> ReadAsync(VaultPath path, int? version = null, CancellationToken cancellationToken = default);

    /// <summary>
    /// Writes a new version if the newest one is still <paramref name="cas"/> (0: the path has no version yet; deleted versions count).
    /// An answer that got lost is cleared up by reading back, so <see cref="WriteOutcome.Written"/> is true and said once.
    /// </summary>
    Task<WriteOutcome> WriteAsync(VaultPath path, PlainTextValues values, int cas, CancellationToken cancellationToken = default);

    /// <summary>
    /// Ends the path with a version without values: <see cref="ReadAsync"/> finds nothing, and who still means to write over
    /// <paramref name="cas"/> is refused. Earlier versions stay, to be destroyed. After a lost answer it may say that there was a mismatch.
    /// </summary>
    Task<WriteOutcome> WriteEndAsync(VaultPath path, int cas, CancellationToken cancellationToken = default);

    /// <summary>What is known of the path without reading values; null when there is nothing.</summary>
    Task<SecretMetadata?> ReadMetadataAsync(VaultPath path, CancellationToken cancellationToken = default);

    /// <summary>The names below a folder, folders with a trailing slash; empty when there is none.</summary>
    Task<IReadOnlyList<string>> ListAsync(VaultPath folder, CancellationToken cancellationToken = default);

    /// <summary>Removes the values of some versions for good and keeps the metadata. Repeating it succeeds.</summary>
    Task DestroyAsync(VaultPath path, IReadOnlyCollection<int> versions, CancellationToken cancellationToken = default);
}

namespace PenguinMails.DevVault.Storage;

/// <summary>
/// Where encrypted values lie. Paths are slash-separated. A set of changes is applied wholly or not at all, and is durable
/// when the call returns.
/// </summary>
internal interface IStorage : IAsyncDisposable
{
    /// <summary>Vault's name for the kind, shown in seal-status: "inmem", "postgresql".</summary>
    string Kind { get; }

    ValueTask<byte[]?> ReadAsync(string path, CancellationToken cancellationToken);

    ValueTask ApplyAsync(IReadOnlyList<StorageChange> changes, CancellationToken cancellationToken);

    /// <summary>The names directly under a prefix that is empty or ends in a slash; folders end in a slash. Sorted by bytes.</summary>
    ValueTask<IReadOnlyList<string>> ListAsync(string prefix, CancellationToken cancellationToken);

    /// <summary>Removes everything under a prefix that ends in a slash.</summary>
    ValueTask DeleteUnderAsync(string prefix, CancellationToken cancellationToken);
}

/// <summary>One value to write, or to remove when <paramref name="Value"/> is null.</summary>
internal readonly record struct StorageChange(string Path, byte[]? Value);

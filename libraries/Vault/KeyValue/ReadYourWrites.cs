using System.Collections.Concurrent;

namespace PenguinMails.Vault.KeyValue;

/// <summary>
/// Keeps this process from reading what was before its own writes. Standbys of OpenBao 2.5 and of Vault Enterprise answer reads themselves and
/// follow the active node with a delay; a path's version numbers tell a late answer from one that is true. For some seconds after
/// a write a late answer is asked for again, and then it is an outage; after that it counts.
/// </summary>
internal sealed class ReadYourWrites(IKeyValueStore inner, TimeProvider time) : IKeyValueStore
{
    private const int MaxRemembered = 1000;

    // Nodes follow within a second or so. What was deleted together with its metadata looks late for as long.
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan[] Pauses = [TimeSpan.FromSeconds(0.1), TimeSpan.FromSeconds(0.2), TimeSpan.FromSeconds(0.4), TimeSpan.FromSeconds(0.8)];

    private readonly ConcurrentDictionary<string, OwnWrite> _writes = new(StringComparer.Ordinal);

    public async Task<PlainTextSecret?> ReadAsync(VaultPath path, int? version = null, CancellationToken cancellationToken = default)
    {
        for (var round = 0; ; round++)
        {
            var found = await inner.ReadAsync(path, version, cancellationToken);
            if (!await IsLateAsync(path, version, found, cancellationToken))
            {
                return found;
            }

            found?.Dispose();
            await PauseAsync(round, cancellationToken);
        }
    }

    public async Task<SecretMetadata?> ReadMetadataAsync(VaultPath path, CancellationToken cancellationToken = default)
    {
        for (var round = 0; ; round++)
        {
            var found = await inner.ReadMetadataAsync(path, cancellationToken);
            if (OwnWriteOf(path) is not { } own || found?.CurrentVersion >= own.Version)
            {
                return found;
            }

            await PauseAsync(round, cancellationToken);
        }
    }

    public async Task<WriteOutcome> WriteAsync(VaultPath path, PlainTextValues values, int cas, CancellationToken cancellationToken = default) =>
        Remember(path, await inner.WriteAsync(path, values, cas, cancellationToken), isEnd: false);

    public async Task<WriteOutcome> WriteEndAsync(VaultPath path, int cas, CancellationToken cancellationToken = default) =>
        Remember(path, await inner.WriteEndAsync(path, cas, cancellationToken), isEnd: true);

    public Task<IReadOnlyList<string>> ListAsync(VaultPath folder, CancellationToken cancellationToken = default) => inner.ListAsync(folder, cancellationToken);

    public Task DestroyAsync(VaultPath path, IReadOnlyCollection<int> versions, CancellationToken cancellationToken = default) =>
        inner.DestroyAsync(path, versions, cancellationToken);

    private async Task<bool> IsLateAsync(VaultPath path, int? asked, PlainTextSecret? found, CancellationToken cancellationToken)
    {
        if (OwnWriteOf(path) is not { } own || (asked is not null && asked != own.Version))
        {
            return false;
        }

        if (found is not null)
        {
            return asked is null && found.Version < own.Version;
        }

        // Absent: ended by us, deleted by somebody, or late. Only where the newest number is older than ours it is late.
        return !own.IsEnd && await NewestAsync(path, cancellationToken) < own.Version;
    }

    /// <returns>The newest version's number, 0 when the path is unknown; very large when this process may not look.</returns>
    private async Task<int> NewestAsync(VaultPath path, CancellationToken cancellationToken)
    {
        try
        {
            return (await inner.ReadMetadataAsync(path, cancellationToken))?.CurrentVersion ?? 0;
        }
        catch (VaultRefusedException)
        {
            return int.MaxValue;
        }
    }

    private async Task PauseAsync(int round, CancellationToken cancellationToken)
    {
        if (round == Pauses.Length)
        {
            throw new VaultUnavailableException(VaultTrouble.NoActiveNode);
        }

        await Task.Delay(Pauses[round], time, cancellationToken);
    }

    private WriteOutcome Remember(VaultPath path, WriteOutcome outcome, bool isEnd)
    {
        if (outcome is WriteOutcome.Written written)
        {
            Prune();
            _writes[path.ToString()] = new OwnWrite(written.Version, isEnd, time.GetTimestamp());
        }

        return outcome;
    }

    private OwnWrite? OwnWriteOf(VaultPath path) =>
        _writes.TryGetValue(path.ToString(), out var own) && time.GetElapsedTime(own.At) < Window ? own : null;

    private void Prune()
    {
        if (_writes.Count < MaxRemembered)
        {
            return;
        }

        foreach (var (path, own) in _writes)
        {
            if (time.GetElapsedTime(own.At) >= Window)
            {
                _writes.TryRemove(path, out _);
            }
        }
    }

    private sealed record OwnWrite(int Version, bool IsEnd, long At);
}

using System.Security.Cryptography;
using PenguinMails.DevVault.Barrier;
using PenguinMails.DevVault.Logical;

namespace PenguinMails.DevVault.Mounts;

/// <summary>What is mounted where. Readers see one consistent table; changes are one at a time and stored before they show.</summary>
internal sealed class MountTable(BarrierView view)
{
    private const string RecordPath = "mounts";
    private const string AgentRegistry = "agent-registry/"; // came with Vault 2.0, and joins mounts that were stored before
    private readonly AsyncLock _changing = new();
    private volatile Mounted[] _mounted = [];

    /// <summary>Makes what answers for a mount. Set before loading.</summary>
    public Func<MountEntry, Backend> Factory { get; set; } = _ => throw new InvalidOperationException("No factory.");

    public IEnumerable<MountEntry> Entries => _mounted.Select(mounted => mounted.Entry);

    public async Task LoadAsync(CancellationToken cancellationToken)
    {
        var stored = await view.ReadAsync<Stored>(RecordPath, cancellationToken);
        if (stored is null)
        {
            stored = new(
            [
                NewEntry("sys/", "system", isAuth: false) with { Description = "system endpoints used for control, policy and debugging" },
                NewEntry("identity/", "identity", isAuth: false) with { Description = "identity store" },
                NewEntry("cubbyhole/", "cubbyhole", isAuth: false) with { Description = "per-token private secret storage", Local = true },
                NewEntry("token/", "token", isAuth: true) with { Description = "token based credentials" },
            ]);
            await view.WriteAsync(RecordPath, stored, cancellationToken);
        }

        if (stored.Entries.All(entry => entry.Path != AgentRegistry))
        {
            stored = new([.. stored.Entries, NewEntry(AgentRegistry, "agent_registry", isAuth: false) with { Description = "agent registry" }]);
            await view.WriteAsync(RecordPath, stored, cancellationToken);
        }

        _mounted = Order(stored.Entries.Select(entry => new Mounted(entry, Factory(entry))));
    }

    public MountEntry? FindByAccessor(string accessor) => Entries.FirstOrDefault(entry => entry.Accessor == accessor);

    /// <summary>The mount that answers for a path. "secret" means "secret/".</summary>
    public Mounted? Route(string path)
    {
        foreach (var mounted in _mounted)
        {
            if (path.StartsWith(mounted.Entry.FullPath, StringComparison.Ordinal)
                || (path.Length == mounted.Entry.FullPath.Length - 1 && mounted.Entry.FullPath.StartsWith(path, StringComparison.Ordinal)))
            {
                return mounted;
            }
        }

        return null;
    }

    /// <param name="path">Ends in a slash; without "auth/".</param>
    public MountEntry? Find(string path, bool isAuth) => Entries.FirstOrDefault(entry => entry.IsAuth == isAuth && entry.Path == path);

    public static MountEntry NewEntry(string path, string type, bool isAuth) => new()
    {
        Path = path,
        Type = type,
        IsAuth = isAuth,
        Accessor = $"{(isAuth ? "auth_" : string.Empty)}{type}_{RandomNumberGenerator.GetHexString(8, lowercase: true)}",
        Uuid = Guid.CreateVersion7().ToString(),
    };

    /// <summary>Adds a mount. Returns the path that is in the way, or null.</summary>
    public async ValueTask<string?> AddAsync(MountEntry entry, CancellationToken cancellationToken)
    {
        using var held = await _changing.TakeAsync(cancellationToken);
        var conflict = Entries.FirstOrDefault(other => other.IsAuth == entry.IsAuth
            && (other.Path.StartsWith(entry.Path, StringComparison.Ordinal) || entry.Path.StartsWith(other.Path, StringComparison.Ordinal)));
        if (conflict is not null)
        {
            return conflict.Path;
        }

        await StoreAsync([.. _mounted, new(entry, Factory(entry))], cancellationToken);
        return null;
    }

    /// <summary>Replaces an entry by a changed one with the same accessor.</summary>
    public async ValueTask ChangeAsync(MountEntry entry, CancellationToken cancellationToken)
    {
        using var held = await _changing.TakeAsync(cancellationToken);
        await StoreAsync(
            [.. _mounted.Select(mounted => mounted.Entry.Accessor == entry.Accessor ? new(entry, Factory(entry)) : mounted)], cancellationToken);
    }

    public async ValueTask RemoveAsync(MountEntry entry, CancellationToken cancellationToken)
    {
        using var held = await _changing.TakeAsync(cancellationToken);
        await StoreAsync([.. _mounted.Where(mounted => mounted.Entry.Accessor != entry.Accessor)], cancellationToken);
    }

    private async ValueTask StoreAsync(IEnumerable<Mounted> mounted, CancellationToken cancellationToken)
    {
        var ordered = Order(mounted);
        await view.WriteAsync(RecordPath, new Stored([.. ordered.Select(each => each.Entry)]), cancellationToken);
        _mounted = ordered;
    }

    private static Mounted[] Order(IEnumerable<Mounted> mounted) =>
        [.. mounted.OrderByDescending(each => each.Entry.FullPath.Length).ThenBy(each => each.Entry.FullPath, StringComparer.Ordinal)];

    private sealed record Stored(IReadOnlyList<MountEntry> Entries);
}

/// <summary>A mount and what answers for it.</summary>
internal sealed record Mounted(MountEntry Entry, Backend Backend);

using PenguinMails.DevVault.Barrier;

namespace PenguinMails.DevVault.Transit;

/// <summary>The keys of one transit mount.</summary>
internal sealed class KeyStore(BarrierView view, TimeProvider time)
{
    private readonly PathLocks _changing = new();

    public DateTimeOffset Now => time.GetUtcNow();

    public ValueTask<TransitKey?> FindAsync(string name, CancellationToken cancellationToken) =>
        view.ReadAsync<TransitKey>("policy/" + name, cancellationToken);

    public ValueTask<IReadOnlyList<string>> NamesAsync(CancellationToken cancellationToken) => view.ListAsync("policy/", cancellationToken);

    /// <summary>The key, made as wished if there is none yet.</summary>
    public async ValueTask<TransitKey> FindOrCreateAsync(string name, Func<TransitKey> create, CancellationToken cancellationToken)
    {
        using var held = await _changing.TakeAsync(name, cancellationToken);
        if (await FindAsync(name, cancellationToken) is { } known)
        {
            return known;
        }

        var created = create().Rotated(Now);
        await view.WriteAsync("policy/" + name, created, cancellationToken);
        return created;
    }

    /// <summary>Changes a key; null when there is none. <paramref name="change"/> may refuse by throwing.</summary>
    public async ValueTask<TransitKey?> ChangeAsync(string name, Func<TransitKey, TransitKey> change, CancellationToken cancellationToken)
    {
        using var held = await _changing.TakeAsync(name, cancellationToken);
        if (await FindAsync(name, cancellationToken) is not { } key)
        {
            return null;
        }

        var changed = change(key);
        await view.WriteAsync("policy/" + name, changed, cancellationToken);
        return changed;
    }

    public ValueTask DeleteAsync(string name, CancellationToken cancellationToken) => view.DeleteAsync("policy/" + name, cancellationToken);
}

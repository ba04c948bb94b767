using System.Collections.Immutable;
using System.Security.Cryptography;
using PenguinMails.DevVault.Barrier;

namespace PenguinMails.DevVault.Identity;

/// <summary>Keeps entities and groups: one record each in storage, all of them in memory while unsealed.</summary>
internal sealed class IdentityStore(BarrierView view, TimeProvider time)
{
    private readonly AsyncLock _changing = new();
    private volatile IdentityState _state = IdentityState.Empty;
    private long _revision;

    public IdentityState State => _state;

    public async Task LoadAsync(CancellationToken cancellationToken)
    {
        var entities = ImmutableDictionary.CreateBuilder<string, Entity>(StringComparer.Ordinal);
        foreach (var id in await view.ListAsync("entity/", cancellationToken))
        {
            entities[id] = (await view.ReadAsync<Entity>("entity/" + id, cancellationToken))!;
        }

        var groups = ImmutableDictionary.CreateBuilder<string, Group>(StringComparer.Ordinal);
        foreach (var id in await view.ListAsync("group/", cancellationToken))
        {
            groups[id] = (await view.ReadAsync<Group>("group/" + id, cancellationToken))!;
        }

        _revision = entities.Values.Select(entity => entity.Revision).Concat(groups.Values.Select(group => group.Revision)).DefaultIfEmpty().Max();
        _state = new(entities.ToImmutable(), groups.ToImmutable());
    }

    /// <summary>A new entity that is not stored yet.</summary>
    public Entity NewEntity(string? name = null) => new()
    {
        Id = Guid.CreateVersion7().ToString(),
        Name = name ?? "entity_" + RandomNumberGenerator.GetHexString(8, lowercase: true),
        Created = time.GetUtcNow(),
        Updated = time.GetUtcNow(),
    };

    public EntityAlias NewAlias(string entityId, string mountAccessor, string name) => new()
    {
        Id = Guid.CreateVersion7().ToString(),
        EntityId = entityId,
        MountAccessor = mountAccessor,
        Name = name,
        Created = time.GetUtcNow(),
        Updated = time.GetUtcNow(),
    };

    public Group NewGroup(string name) => new()
    {
        Id = Guid.CreateVersion7().ToString(),
        Name = name,
        Created = time.GetUtcNow(),
        Updated = time.GetUtcNow(),
    };

    /// <summary>
    /// Runs one change at a time: <paramref name="change"/> sees the current state and returns what to store, or null for
    /// nothing.
    /// </summary>
    public async ValueTask<Entity?> ChangeEntityAsync(Func<IdentityState, Entity?> change, CancellationToken cancellationToken)
    {
        using var held = await _changing.TakeAsync(cancellationToken);
        if (change(_state) is not { } changed)
        {
            return null;
        }

        changed = changed with { Updated = time.GetUtcNow(), Revision = ++_revision };
        await view.WriteAsync("entity/" + changed.Id, changed, cancellationToken);
        _state = _state.With(changed);
        return changed;
    }

    public async ValueTask<Group?> ChangeGroupAsync(Func<IdentityState, Group?> change, CancellationToken cancellationToken)
    {
        using var held = await _changing.TakeAsync(cancellationToken);
        if (change(_state) is not { } changed)
        {
            return null;
        }

        changed = changed with { Updated = time.GetUtcNow(), Revision = ++_revision };
        await view.WriteAsync("group/" + changed.Id, changed, cancellationToken);
        _state = _state.With(changed);
        return changed;
    }

    public async ValueTask DeleteEntityAsync(string id, CancellationToken cancellationToken)
    {
        using var held = await _changing.TakeAsync(cancellationToken);
        await view.DeleteAsync("entity/" + id, cancellationToken);
        _state = _state.WithoutEntity(id);
    }

    public async ValueTask DeleteGroupAsync(string id, CancellationToken cancellationToken)
    {
        using var held = await _changing.TakeAsync(cancellationToken);
        await view.DeleteAsync("group/" + id, cancellationToken);
        _state = _state.WithoutGroup(id);
    }

    /// <summary>The entity that signs in under an alias; made at its first login.</summary>
    public async ValueTask<Entity> EntityForLoginAsync(string mountAccessor, string aliasName, CancellationToken cancellationToken) =>
        _state.EntityOf(mountAccessor, aliasName)
        ?? await ChangeEntityAsync(
            state =>
            {
                if (state.EntityOf(mountAccessor, aliasName) is not null)
                {
                    return null;
                }

                var entity = NewEntity();
                return entity with { Aliases = [NewAlias(entity.Id, mountAccessor, aliasName)] };
            },
            cancellationToken)
        ?? _state.EntityOf(mountAccessor, aliasName)!;
}

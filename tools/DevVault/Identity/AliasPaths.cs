using PenguinMails.DevVault.Fields;
using PenguinMails.DevVault.Logical;
using PenguinMails.DevVault.Mounts;

namespace PenguinMails.DevVault.Identity;

/// <summary>identity/entity-alias. (https://developer.hashicorp.com/vault/api-docs/secret/identity/entity-alias)</summary>
internal sealed class AliasPaths(IdentityStore store, IdentityJson json, MountTable mounts)
{
    public IEnumerable<PathRoute> Routes() =>
    [
        Written(new("entity-alias")).OnWrite((_, fields, stop) => WriteAsync(fields, stop)),
        new PathRoute("entity-alias/id/?").On(Operation.List, (_, _, _) => List()),
        Written(new("entity-alias/id/{id}"))
            .On(Operation.Read, (_, fields, _) => Read(store.State.Alias(fields.Text("id"))))
            .OnWrite((_, fields, stop) => WriteAsync(fields, stop))
            .On(Operation.Delete, (_, fields, stop) => DeleteAsync(fields.Text("id"), stop)),
    ];

    private static PathRoute Written(PathRoute route) => route
        .Field("id", FieldType.Text).Field("name", FieldType.Text).Field("canonical_id", FieldType.Text)
        .Field("entity_id", FieldType.Text).Field("mount_accessor", FieldType.Text).Field("custom_metadata", FieldType.Pairs);

    private ValueTask<LogicalResponse?> Read(EntityAlias? alias) =>
        ValueTask.FromResult(alias is null ? null : LogicalResponse.Of(json.Alias(alias)));

    private ValueTask<LogicalResponse?> List()
    {
        var aliases = store.State.Entities.Values.SelectMany(entity => entity.Aliases).OrderBy(alias => alias.Id, StringComparer.Ordinal).ToList();
        var info = aliases.ToDictionary(alias => alias.Id, alias => (object?)json.Alias(alias), StringComparer.Ordinal);
        return ValueTask.FromResult<LogicalResponse?>(LogicalResponse.Of(("keys", aliases.ConvertAll(alias => alias.Id)), ("key_info", info)));
    }

    private async ValueTask<LogicalResponse?> WriteAsync(FieldData fields, CancellationToken cancellationToken)
    {
        var known = store.State.Alias(fields.Text("id"));
        if (fields.Text("id").Length > 0 && known is null)
        {
            return LogicalResponse.Invalid("invalid alias ID provided");
        }

        var name = fields.Text("name", known?.Name ?? string.Empty);
        var accessor = fields.Text("mount_accessor", known?.MountAccessor ?? string.Empty);
        if (name.Length == 0 || accessor.Length == 0)
        {
            return LogicalResponse.Invalid(name.Length == 0 ? "missing alias name" : "missing mount_accessor");
        }

        if (mounts.FindByAccessor(accessor) is null)
        {
            return LogicalResponse.Invalid($"invalid mount accessor \"{accessor}\"");
        }

        var entityId = fields.Text("canonical_id", fields.Text("entity_id"));
        return await BindAsync(known, name, accessor, entityId, cancellationToken);
    }

    private async ValueTask<LogicalResponse?> BindAsync(
        EntityAlias? known, string name, string accessor, string entityId, CancellationToken cancellationToken)
    {
        var owner = store.State.EntityOf(accessor, name);
        known ??= owner?.Aliases.First(alias => alias.MountAccessor == accessor && alias.Name == name);
        if (entityId.Length > 0 && !store.State.Entities.ContainsKey(entityId))
        {
            return LogicalResponse.Invalid("invalid canonical ID");
        }

        // An alias that moves to another entity is taken away first, so that it never belongs to two.
        if (known is not null && entityId.Length > 0 && known.EntityId != entityId)
        {
            await DeleteAsync(known.Id, cancellationToken);
        }

        EntityAlias? bound = null;
        await store.ChangeEntityAsync(
            state =>
            {
                var target = entityId.Length > 0 ? state.Entities[entityId] : known is null ? store.NewEntity() : state.Entities[known.EntityId];
                bound = (known ?? store.NewAlias(target.Id, accessor, name)) with { EntityId = target.Id, Name = name, MountAccessor = accessor };
                return target with { Aliases = [.. target.Aliases.Where(alias => alias.Id != bound.Id), bound] };
            },
            cancellationToken);
        return LogicalResponse.Of(("canonical_id", bound!.EntityId), ("id", bound.Id));
    }

    private async ValueTask<LogicalResponse?> DeleteAsync(string id, CancellationToken cancellationToken)
    {
        await store.ChangeEntityAsync(
            state => state.Alias(id) is { } alias && state.Entities.TryGetValue(alias.EntityId, out var entity)
                ? entity with { Aliases = [.. entity.Aliases.Where(other => other.Id != id)] }
                : null,
            cancellationToken);
        return null;
    }
}

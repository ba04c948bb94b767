using PenguinMails.DevVault.Fields;
using PenguinMails.DevVault.Logical;

namespace PenguinMails.DevVault.Identity;

/// <summary>identity/entity, entity/id and entity/name. (https://developer.hashicorp.com/vault/api-docs/secret/identity/entity)</summary>
internal sealed class EntityPaths(IdentityStore store, IdentityJson json)
{
    public IEnumerable<PathRoute> Routes() =>
    [
        Written(new("entity")).OnWrite((_, fields, stop) => WriteAsync(fields, fields.Text("id"), fields.Text("name"), stop)),
        new PathRoute("entity/name/?").On(Operation.List, (_, _, _) => List(entity => entity.Name)),
        Written(new("entity/name/{name+}"))
            .On(Operation.Read, (_, fields, _) => Read(store.State.EntityNamed(fields.Text("name"))))
            .OnWrite((_, fields, stop) => WriteAsync(fields, string.Empty, fields.Text("name"), stop))
            .On(Operation.Delete, (_, fields, stop) => DeleteAsync(store.State.EntityNamed(fields.Text("name")), stop)),
        new PathRoute("entity/id/?").On(Operation.List, (_, _, _) => List(entity => entity.Id)),
        Written(new("entity/id/{id}"))
            .On(Operation.Read, (_, fields, _) => Read(Known(fields.Text("id"))))
            .OnWrite((_, fields, stop) => WriteAsync(fields, fields.Text("id"), fields.Text("name"), stop))
            .On(Operation.Delete, (_, fields, stop) => DeleteAsync(Known(fields.Text("id")), stop)),
        new PathRoute("entity/batch-delete").Field("entity_ids", FieldType.CommaTexts).On(Operation.Update, DeleteAllAsync),
        new PathRoute("lookup/entity").Field("name", FieldType.Text).Field("id", FieldType.Text).Field("alias_id", FieldType.Text)
            .Field("alias_name", FieldType.Text).Field("alias_mount_accessor", FieldType.Text)
            .On(Operation.Update, (_, fields, _) => LookUp(fields)),
    ];

    private static PathRoute Written(PathRoute route) => route
        .Field("id", FieldType.Text).Field("name", FieldType.Text).Field("metadata", FieldType.Pairs)
        .Field("policies", FieldType.CommaTexts).Field("disabled", FieldType.Boolean);

    private Entity? Known(string id) => store.State.Entities.GetValueOrDefault(id);

    private ValueTask<LogicalResponse?> Read(Entity? entity) =>
        ValueTask.FromResult(entity is null ? null : LogicalResponse.Of(json.Entity(entity)));

    private ValueTask<LogicalResponse?> List(Func<Entity, string> key)
    {
        var entities = store.State.Entities.Values.OrderBy(key, StringComparer.Ordinal).ToList();
        var info = entities.ToDictionary(key, entity => (object?)json.Summary(entity), StringComparer.Ordinal);
        return ValueTask.FromResult<LogicalResponse?>(LogicalResponse.Of(("keys", entities.ConvertAll(entity => key(entity))), ("key_info", info)));
    }

    private async ValueTask<LogicalResponse?> WriteAsync(FieldData fields, string id, string name, CancellationToken cancellationToken)
    {
        LogicalResponse? refused = null;
        var isNew = false;
        var entity = await store.ChangeEntityAsync(
            state =>
            {
                var known = id.Length > 0 ? state.Entities.GetValueOrDefault(id) : state.EntityNamed(name);
                refused = Problem(fields, id, name, known, state);
                isNew = known is null;
                return refused is null ? Changed(known ?? store.NewEntity(name.Length > 0 ? name : null), fields, name) : null;
            },
            cancellationToken);
        if (refused is not null || entity is null)
        {
            return refused;
        }

        // A change is answered too, with nothing in it.
        return isNew ? LogicalResponse.Of(("aliases", null), ("id", entity.Id), ("name", entity.Name)) : new LogicalResponse();
    }

    private static LogicalResponse? Problem(FieldData fields, string id, string name, Entity? known, IdentityState state)
    {
        if (id.Length > 0 && known is null)
        {
            return LogicalResponse.Invalid("entity not found from id");
        }

        if (known is not null && name.Length > 0 && state.EntityNamed(name) is { } other && other.Id != known.Id)
        {
            return LogicalResponse.Invalid("entity name is already in use");
        }

        return fields.Texts("policies").Contains("root", StringComparer.Ordinal) ? LogicalResponse.Invalid("policies cannot contain root") : null;
    }

    private static Entity Changed(Entity entity, FieldData fields, string name) => entity with
    {
        Name = name.Length > 0 ? name : entity.Name,
        Metadata = fields.Has("metadata") ? fields.Pairs("metadata") : entity.Metadata,
        Policies = fields.Has("policies") ? fields.Texts("policies") : entity.Policies,
        Disabled = fields.Boolean("disabled", entity.Disabled),
    };

    private async ValueTask<LogicalResponse?> DeleteAsync(Entity? entity, CancellationToken cancellationToken)
    {
        if (entity is not null)
        {
            await store.DeleteEntityAsync(entity.Id, cancellationToken);
        }

        return null;
    }

    private async ValueTask<LogicalResponse?> DeleteAllAsync(LogicalRequest request, FieldData fields, CancellationToken cancellationToken)
    {
        foreach (var id in fields.Texts("entity_ids"))
        {
            await DeleteAsync(Known(id), cancellationToken);
        }

        return null;
    }

    private ValueTask<LogicalResponse?> LookUp(FieldData fields)
    {
        var state = store.State;
        var entity = (fields.Text("name"), fields.Text("id"), fields.Text("alias_id"), fields.Text("alias_name")) switch
        {
            ({ Length: > 0 } name, _, _, _) => state.EntityNamed(name),
            (_, { Length: > 0 } id, _, _) => state.Entities.GetValueOrDefault(id),
            (_, _, { Length: > 0 } aliasId, _) => state.Alias(aliasId) is { } alias ? state.Entities.GetValueOrDefault(alias.EntityId) : null,
            (_, _, _, { Length: > 0 } aliasName) => state.EntityOf(fields.Text("alias_mount_accessor"), aliasName),
            _ => null,
        };
        return Read(entity);
    }
}

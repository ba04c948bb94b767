using PenguinMails.DevVault.Fields;
using PenguinMails.DevVault.Logical;

namespace PenguinMails.DevVault.Identity;

/// <summary>identity/group. (https://developer.hashicorp.com/vault/api-docs/secret/identity/group)</summary>
internal sealed class GroupPaths(IdentityStore store, IdentityJson json)
{
    public IEnumerable<PathRoute> Routes() =>
    [
        Written(new("group")).OnWrite((_, fields, stop) => WriteAsync(fields, fields.Text("id"), fields.Text("name"), stop)),
        new PathRoute("group/name/?").On(Operation.List, (_, _, _) => List(group => group.Name)),
        Written(new("group/name/{name+}"))
            .On(Operation.Read, (_, fields, _) => Read(store.State.GroupNamed(fields.Text("name"))))
            .OnWrite((_, fields, stop) => WriteAsync(fields, string.Empty, fields.Text("name"), stop))
            .On(Operation.Delete, (_, fields, stop) => DeleteAsync(store.State.GroupNamed(fields.Text("name")), stop)),
        new PathRoute("group/id/?").On(Operation.List, (_, _, _) => List(group => group.Id)),
        Written(new("group/id/{id}"))
            .On(Operation.Read, (_, fields, _) => Read(Known(fields.Text("id"))))
            .OnWrite((_, fields, stop) => WriteAsync(fields, fields.Text("id"), fields.Text("name"), stop))
            .On(Operation.Delete, (_, fields, stop) => DeleteAsync(Known(fields.Text("id")), stop)),
        new PathRoute("lookup/group").Field("name", FieldType.Text).Field("id", FieldType.Text)
            .On(Operation.Update, (_, fields, _) => Read(Known(fields.Text("id")) ?? store.State.GroupNamed(fields.Text("name")))),
    ];

    private static PathRoute Written(PathRoute route) => route
        .Field("id", FieldType.Text).Field("name", FieldType.Text).Field("type", FieldType.Text).Field("metadata", FieldType.Pairs)
        .Field("policies", FieldType.CommaTexts).Field("member_entity_ids", FieldType.CommaTexts).Field("member_group_ids", FieldType.CommaTexts);

    private Group? Known(string id) => store.State.Groups.GetValueOrDefault(id);

    private ValueTask<LogicalResponse?> Read(Group? group) =>
        ValueTask.FromResult(group is null ? null : LogicalResponse.Of(json.Group(group)));

    private ValueTask<LogicalResponse?> List(Func<Group, string> key)
    {
        var groups = store.State.Groups.Values.OrderBy(key, StringComparer.Ordinal).ToList();
        var info = groups.ToDictionary(
            key,
            group => (object?)new Dictionary<string, object?>(StringComparer.Ordinal)
            {
                ["name"] = group.Name,
                ["num_member_entities"] = group.MemberEntityIds.Count,
                ["num_parent_groups"] = 0,
            },
            StringComparer.Ordinal);
        return ValueTask.FromResult<LogicalResponse?>(LogicalResponse.Of(("keys", groups.ConvertAll(group => key(group))), ("key_info", info)));
    }

    private async ValueTask<LogicalResponse?> WriteAsync(FieldData fields, string id, string name, CancellationToken cancellationToken)
    {
        LogicalResponse? refused = null;
        var isNew = false;
        var group = await store.ChangeGroupAsync(
            state =>
            {
                var known = id.Length > 0 ? state.Groups.GetValueOrDefault(id) : state.GroupNamed(name);
                refused = Problem(fields, id, known, state);
                isNew = known is null;
                var start = known ?? store.NewGroup(name.Length > 0 ? name : "group_" + Guid.CreateVersion7().ToString("N")[^8..]);
                return refused is null ? Changed(start, fields, name) : null;
            },
            cancellationToken);
        return refused is not null || !isNew || group is null ? refused : LogicalResponse.Of(("id", group.Id), ("name", group.Name));
    }

    private static LogicalResponse? Problem(FieldData fields, string id, Group? known, IdentityState state)
    {
        if (id.Length > 0 && known is null)
        {
            return LogicalResponse.Invalid("group not found");
        }

        if (fields.Text("type", "internal") != "internal")
        {
            return LogicalResponse.Invalid("only groups of type \"internal\" are supported here");
        }

        if (fields.Texts("policies").Contains("root", StringComparer.Ordinal))
        {
            return LogicalResponse.Invalid("policies cannot contain root");
        }

        return fields.Texts("member_entity_ids").Find(member => !state.Entities.ContainsKey(member)) is { } missing
            ? LogicalResponse.Invalid($"entity IDs [{missing}] not found")
            : fields.Texts("member_group_ids").Find(member => !state.Groups.ContainsKey(member)) is { } missingGroup
                ? LogicalResponse.Invalid($"failed to perform cycle detection for member group ID \"{missingGroup}\"")
                : null;
    }

    private static Group Changed(Group group, FieldData fields, string name) => group with
    {
        Name = name.Length > 0 ? name : group.Name,
        Metadata = fields.Has("metadata") ? fields.Pairs("metadata") : group.Metadata,
        Policies = fields.Has("policies") ? fields.Texts("policies") : group.Policies,
        MemberEntityIds = fields.Has("member_entity_ids") ? fields.Texts("member_entity_ids") : group.MemberEntityIds,
        MemberGroupIds = fields.Has("member_group_ids") ? fields.Texts("member_group_ids") : group.MemberGroupIds,
    };

    private async ValueTask<LogicalResponse?> DeleteAsync(Group? group, CancellationToken cancellationToken)
    {
        if (group is not null)
        {
            await store.DeleteGroupAsync(group.Id, cancellationToken);
        }

        return null;
    }
}

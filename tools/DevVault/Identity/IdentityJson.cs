using PenguinMails.DevVault.Logical;
using PenguinMails.DevVault.Mounts;

namespace PenguinMails.DevVault.Identity;

/// <summary>Entities, aliases and groups as answers show them.</summary>
internal sealed class IdentityJson(IdentityStore store, MountTable mounts)
{
    public Dictionary<string, object?> Entity(Entity entity)
    {
        var subject = store.State.Subject(entity.Id);
        var direct = (subject?.DirectGroups ?? []).Select(group => group.Id).ToList();
        var all = (subject?.Groups ?? []).Select(group => group.Id).ToList();
        return new(StringComparer.Ordinal)
        {
            ["aliases"] = entity.Aliases.Select(Alias).ToList(),
            ["creation_time"] = Rfc3339.Nano(entity.Created),
            ["direct_group_ids"] = direct,
            ["disabled"] = entity.Disabled,
            ["group_ids"] = all,
            ["id"] = entity.Id,
            ["inherited_group_ids"] = all.Except(direct, StringComparer.Ordinal).ToList(),
            ["last_update_time"] = Rfc3339.Nano(entity.Updated),
            ["merged_entity_ids"] = null,
            ["metadata"] = entity.Metadata,
            ["name"] = entity.Name,
            ["namespace_id"] = "root",
            ["policies"] = entity.Policies ?? [],
        };
    }

    public Dictionary<string, object?> Alias(EntityAlias alias)
    {
        var mount = mounts.FindByAccessor(alias.MountAccessor);
        return new(StringComparer.Ordinal)
        {
            ["canonical_id"] = alias.EntityId,
            ["creation_time"] = Rfc3339.Nano(alias.Created),
            ["custom_metadata"] = new Dictionary<string, object?>(StringComparer.Ordinal),
            ["id"] = alias.Id,
            ["local"] = false,
            ["last_update_time"] = Rfc3339.Nano(alias.Updated),
            ["merged_from_canonical_ids"] = null,
            ["metadata"] = alias.Metadata,
            ["mount_accessor"] = alias.MountAccessor,
            ["mount_path"] = mount?.FullPath ?? string.Empty,
            ["mount_type"] = mount?.Type ?? string.Empty,
            ["name"] = alias.Name,
        };
    }

    /// <summary>The short form inside lists.</summary>
    public Dictionary<string, object?> Summary(Entity entity) => new(StringComparer.Ordinal)
    {
        ["aliases"] = entity.Aliases.Select(alias => new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            ["id"] = alias.Id,
            ["mount_accessor"] = alias.MountAccessor,
            ["mount_path"] = mounts.FindByAccessor(alias.MountAccessor)?.FullPath ?? string.Empty,
            ["mount_type"] = mounts.FindByAccessor(alias.MountAccessor)?.Type ?? string.Empty,
            ["name"] = alias.Name,
        }).ToList(),
        ["name"] = entity.Name,
    };

    public Dictionary<string, object?> Group(Group group) => new(StringComparer.Ordinal)
    {
        ["alias"] = new Dictionary<string, object?>(StringComparer.Ordinal),
        ["creation_time"] = Rfc3339.Nano(group.Created),
        ["id"] = group.Id,
        ["last_update_time"] = Rfc3339.Nano(group.Updated),
        ["member_entity_ids"] = group.MemberEntityIds,
        ["member_group_ids"] = group.MemberGroupIds.Count == 0 ? null : group.MemberGroupIds,
        ["metadata"] = group.Metadata,
        ["modify_index"] = 1,
        ["name"] = group.Name,
        ["namespace_id"] = "root",
        ["parent_group_ids"] = store.State.Groups.Values.Where(parent => parent.MemberGroupIds.Contains(group.Id, StringComparer.Ordinal))
            .Select(parent => parent.Id).ToList() is { Count: > 0 } parents ? parents : null,
        ["policies"] = group.Policies,
        ["type"] = "internal",
    };
}

using PenguinMails.DevVault.Core;
using PenguinMails.DevVault.Fields;
using PenguinMails.DevVault.Logical;

namespace PenguinMails.DevVault.Administration;

/// <summary>sys/locked-users. (https://developer.hashicorp.com/vault/api-docs/system/user-lockout)</summary>
internal sealed class LockedUserPaths(ActiveVault vault)
{
    public IEnumerable<PathRoute> Routes() =>
    [
        new PathRoute("locked-users/?").Field("mount_accessor", FieldType.Text).On(Operation.Read, List),
        new PathRoute("locked-users/{mount_accessor}/unlock/{alias_identifier+}").On(Operation.Update, Unlock),
    ];

    private ValueTask<LogicalResponse?> List(LogicalRequest request, FieldData fields, CancellationToken cancellationToken)
    {
        var accessor = fields.Text("mount_accessor");
        var mounts = vault.Mounts.Entries.Where(mount => mount.IsAuth && (accessor.Length == 0 || mount.Accessor == accessor))
            .Select(mount => (mount.Accessor, Locked: vault.FailedLogins.LockedOf(mount)))
            .Where(mount => mount.Locked.Count > 0)
            .Select(mount => new Dictionary<string, object?>(StringComparer.Ordinal)
            {
                ["mount_accessor"] = mount.Accessor,
                ["counts"] = (long)mount.Locked.Count,
                ["alias_identifiers"] = mount.Locked,
            })
            .ToList();
        var total = mounts.Sum(mount => (long)mount["counts"]!);
        var byNamespace = new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            ["namespace_id"] = "root",
            ["namespace_path"] = "",
            ["counts"] = total,
            ["mount_accessors"] = mounts,
        };
        return ValueTask.FromResult<LogicalResponse?>(LogicalResponse.Of(
            ("by_namespace", total == 0 ? new List<object?>() : new List<object?> { byNamespace }), ("total", total)));
    }

    private ValueTask<LogicalResponse?> Unlock(LogicalRequest request, FieldData fields, CancellationToken cancellationToken)
    {
        vault.FailedLogins.Forget(fields.Text("mount_accessor"), fields.Text("alias_identifier"));
        return ValueTask.FromResult<LogicalResponse?>(null);
    }
}

using PenguinMails.DevVault.Core;
using PenguinMails.DevVault.Fields;
using PenguinMails.DevVault.Logical;
using PenguinMails.DevVault.Mounts;

namespace PenguinMails.DevVault.Administration;

/// <summary>Settings of a mount that can change: sys/auth/{path}/tune, and what sys/mounts/{path}/tune shares with it.</summary>
internal sealed class TunePaths(ActiveVault vault)
{
    public IEnumerable<PathRoute> Routes() =>
    [
        MountWish.Fields(new PathRoute("auth/{path+}/tune")).Field("default_lease_ttl", FieldType.Text).Field("max_lease_ttl", FieldType.Text)
            .Field(LockoutWish.Name, FieldType.Map)
            .On(Operation.Read, (_, fields, _) => Read(Find(fields)))
            .On(Operation.Update, (_, fields, stop) => WriteAsync(vault, Find(fields), fields, stop)),
    ];

    public static ValueTask<LogicalResponse?> Read(MountEntry? entry)
    {
        if (entry is null)
        {
            return ValueTask.FromResult<LogicalResponse?>(LogicalResponse.Invalid("cannot fetch sysview for path"));
        }

        var data = new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            ["default_lease_ttl"] = (long)entry.Limits.Default.TotalSeconds,
            ["description"] = entry.Description,
            ["force_no_cache"] = entry.ForceNoCache,
            ["max_lease_ttl"] = (long)entry.Limits.Max.TotalSeconds,
        };
        if (entry.Options is { Count: > 0 })
        {
            data["options"] = entry.Options;
        }

        if (entry.IsAuth)
        {
            data["token_type"] = "default-service";
        }

        foreach (var (name, value) in entry.UserLockout?.ToJson() ?? [])
        {
            data[name] = value;
        }

        return ValueTask.FromResult<LogicalResponse?>(LogicalResponse.Of(data));
    }

    public static async ValueTask<LogicalResponse?> WriteAsync(ActiveVault vault, MountEntry? entry, FieldData fields, CancellationToken cancellationToken)
    {
        if (entry is null)
        {
            return LogicalResponse.Invalid("no mount entry found");
        }

        var tuned = entry with
        {
            DefaultLeaseTtl = MountWish.Duration(fields.Raw, "default_lease_ttl") ?? entry.DefaultLeaseTtl,
            MaxLeaseTtl = MountWish.Duration(fields.Raw, "max_lease_ttl") ?? entry.MaxLeaseTtl,
            Description = fields.Text("description", entry.Description),
            Options = fields.Pairs("options") is { Count: > 0 } options
                ? options.Concat(entry.Options ?? options).DistinctBy(pair => pair.Key, StringComparer.Ordinal).ToDictionary(StringComparer.Ordinal)
                : entry.Options,
            UserLockout = LockoutWish.Read(fields.Map(LockoutWish.Name), entry.Type, entry.UserLockout),
        };
        if (tuned.Limits.Default > tuned.Limits.Max)
        {
            return LogicalResponse.Invalid("default_lease_ttl cannot be greater than max_lease_ttl");
        }

        await vault.Mounts.ChangeAsync(tuned, cancellationToken);
        return null;
    }

    private MountEntry? Find(FieldData fields) => vault.Mounts.Find(MountPath.Clean(fields.Text("path")), isAuth: true);
}

using PenguinMails.DevVault.Fields;
using PenguinMails.DevVault.Json;
using PenguinMails.DevVault.Logical;
using PenguinMails.DevVault.Mounts;

namespace PenguinMails.DevVault.Administration;

/// <summary>A mount as somebody asks for it.</summary>
internal static class MountWish
{
    public static PathRoute Fields(PathRoute route) => route
        .Field("type", FieldType.Text).Field("description", FieldType.Text).Field("config", FieldType.Map)
        .Field("options", FieldType.Pairs).Field("local", FieldType.Boolean).Field("seal_wrap", FieldType.Boolean);

    /// <exception cref="RefusedException">No such type, or durations that cannot be read.</exception>
    public static MountEntry Read(FieldData fields, bool isAuth)
    {
        var options = fields.Pairs("options");
        var type = fields.Text("type");
        if (type.Length == 0)
        {
            throw RefusedException.Invalid("backend type must be specified as a string");
        }

        if (type is "kv-v1" or "kv-v2" or "generic" && !isAuth)
        {
            options = new(options ?? [], StringComparer.Ordinal) { ["version"] = type == "kv-v2" ? "2" : "1" };
            type = "kv";
        }

        if (!(isAuth ? type == "approle" : type is "kv" or "transit"))
        {
            throw RefusedException.Invalid($"plugin not found in the catalog: {type}");
        }

        if (type == "kv" && options?.GetValueOrDefault("version") is { } version and not ("1" or "2"))
        {
            throw RefusedException.Invalid($"unsupported kv version {version}");
        }

        var config = fields.Map("config") ?? new(StringComparer.Ordinal);
        return MountTable.NewEntry(MountPath.Clean(fields.Text("path")), type, isAuth) with
        {
            Description = fields.Text("description"),
            Options = options is { Count: > 0 } ? options : null,
            Local = fields.Boolean("local"),
            SealWrap = fields.Boolean("seal_wrap"),
            DefaultLeaseTtl = Duration(config, "default_lease_ttl") ?? TimeSpan.Zero,
            MaxLeaseTtl = Duration(config, "max_lease_ttl") ?? TimeSpan.Zero,
            ForceNoCache = config.GetValueOrDefault("force_no_cache") is true,
            UserLockout = isAuth ? LockoutWish.Read(config.GetValueOrDefault(LockoutWish.Name) as Dictionary<string, object?>, type, actual: null) : null,
        };
    }

    /// <summary>Null when absent; zero for "system" and for nothing.</summary>
    public static TimeSpan? Duration(Dictionary<string, object?> config, string name)
    {
        if (!config.TryGetValue(name, out var value) || value is null)
        {
            return null;
        }

        try
        {
            return value is "system" or "" ? TimeSpan.Zero : Durations.Parse(value);
        }
        catch (FormatException)
        {
            throw RefusedException.Invalid($"unable to parse {(name.StartsWith("max", StringComparison.Ordinal) ? "max" : "default")} TTL of {(value is JsonNumber number ? number.Text : value)}: "
                + GoFormat.InvalidInteger(value.ToString()!));
        }
    }
}

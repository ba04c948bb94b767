using PenguinMails.DevVault.Core;
using PenguinMails.DevVault.Fields;
using PenguinMails.DevVault.Logical;
using PenguinMails.DevVault.Mounts;

namespace PenguinMails.DevVault.Administration;

/// <summary>sys/mounts and sys/remount. (https://developer.hashicorp.com/vault/api-docs/system/mounts)</summary>
internal sealed class MountPaths(ActiveVault vault)
{
    public IEnumerable<PathRoute> Routes() =>
    [
        new PathRoute("mounts/?").On(Operation.Read, List),
        MountWish.Fields(new PathRoute("mounts/{path+}/tune")).Field("default_lease_ttl", FieldType.Text)
            .Field("max_lease_ttl", FieldType.Text).Field(LockoutWish.Name, FieldType.Map)
            .On(Operation.Read, (_, fields, _) => TunePaths.Read(FindToTune(fields)))
            .On(Operation.Update, (_, fields, stop) => TunePaths.WriteAsync(vault, FindToTune(fields), fields, stop)),
        MountWish.Fields(new PathRoute("mounts/{path+}"))
            .On(Operation.Read, Read)
            .On(Operation.Update, MountAsync)
            .On(Operation.Delete, UnmountAsync),
        new PathRoute("remount").Field("from", FieldType.Text).Field("to", FieldType.Text).On(Operation.Update, RemountAsync),
    ];

    // Auth mounts too can be tuned here: unlike sys/auth/{path}/tune it needs no "sudo".
    private MountEntry? FindToTune(FieldData fields)
    {
        var path = MountPath.Clean(fields.Text("path"));
        return path.StartsWith(MountEntry.AuthPrefix, StringComparison.Ordinal)
            ? vault.Mounts.Find(path[MountEntry.AuthPrefix.Length..], isAuth: true)
            : vault.Mounts.Find(path, isAuth: false);
    }

    private ValueTask<LogicalResponse?> List(LogicalRequest request, FieldData fields, CancellationToken cancellationToken) =>
        ValueTask.FromResult<LogicalResponse?>(LogicalResponse.Of(vault.Mounts.Entries.Where(entry => !entry.IsAuth)
            .OrderBy(entry => entry.Path, StringComparer.Ordinal)
            .ToDictionary(entry => entry.Path, entry => (object?)entry.ToJson(), StringComparer.Ordinal)));

    private ValueTask<LogicalResponse?> Read(LogicalRequest request, FieldData fields, CancellationToken cancellationToken) =>
        ValueTask.FromResult<LogicalResponse?>(vault.Mounts.Find(MountPath.Clean(fields.Text("path")), isAuth: false) is { } entry
            ? LogicalResponse.Of(entry.ToJson())
            : LogicalResponse.Invalid($"No secret engine mount at {MountPath.Clean(fields.Text("path"))}"));

    private async ValueTask<LogicalResponse?> MountAsync(LogicalRequest request, FieldData fields, CancellationToken cancellationToken)
    {
        var entry = MountWish.Read(fields, isAuth: false);
        if (entry.Path.StartsWith(MountEntry.AuthPrefix, StringComparison.Ordinal) || entry.Path.StartsWith("sys/", StringComparison.Ordinal))
        {
            return LogicalResponse.Invalid($"cannot mount at \"{entry.Path}\"");
        }

        return await vault.Mounts.AddAsync(entry, cancellationToken) is { } conflict
            ? LogicalResponse.Invalid($"path is already in use at {conflict}")
            : null;
    }

    private async ValueTask<LogicalResponse?> UnmountAsync(LogicalRequest request, FieldData fields, CancellationToken cancellationToken)
    {
        var path = MountPath.Clean(fields.Text("path"));
        if (vault.Mounts.Find(path, isAuth: false) is not { } entry)
        {
            // Not told apart, so that nobody finds out what is mounted.
            return null;
        }

        if (entry.IsBuiltIn)
        {
            return LogicalResponse.Invalid($"cannot unmount \"{path}\"");
        }

        await vault.Mounts.RemoveAsync(entry, cancellationToken);
        await vault.Root.DeleteUnderAsync($"logical/{entry.Uuid}/", cancellationToken);
        return null;
    }

    private async ValueTask<LogicalResponse?> RemountAsync(LogicalRequest request, FieldData fields, CancellationToken cancellationToken)
    {
        if (fields.Text("from").Length == 0 || fields.Text("to").Length == 0)
        {
            return LogicalResponse.Invalid("both 'from' and 'to' path must be specified as a string");
        }

        var (from, to) = (MountPath.Clean(fields.Text("from")), MountPath.Clean(fields.Text("to")));
        if (vault.Mounts.Find(from, isAuth: false) is not { } entry)
        {
            return LogicalResponse.Invalid($"no matching mount at \"{from}\"");
        }

        if (entry.IsBuiltIn)
        {
            return LogicalResponse.Invalid($"cannot remount \"{from}\"");
        }

        if (vault.Mounts.Route(to) is not null)
        {
            return LogicalResponse.Invalid($"existing mount at \"{to}\"");
        }

        await vault.Mounts.ChangeAsync(entry with { Path = to }, cancellationToken);
        return null;
    }
}

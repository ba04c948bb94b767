using PenguinMails.DevVault.Core;
using PenguinMails.DevVault.Fields;
using PenguinMails.DevVault.Logical;

namespace PenguinMails.DevVault.Administration;

/// <summary>sys/auth. (https://developer.hashicorp.com/vault/api-docs/system/auth)</summary>
internal sealed class AuthPaths(ActiveVault vault)
{
    public IEnumerable<PathRoute> Routes() =>
    [
        new PathRoute("auth/?").On(Operation.Read, List),
        .. new TunePaths(vault).Routes(),
        MountWish.Fields(new PathRoute("auth/{path+}"))
            .On(Operation.Read, Read)
            .On(Operation.Update, EnableAsync)
            .On(Operation.Delete, DisableAsync),
    ];

    private ValueTask<LogicalResponse?> List(LogicalRequest request, FieldData fields, CancellationToken cancellationToken) =>
        ValueTask.FromResult<LogicalResponse?>(LogicalResponse.Of(vault.Mounts.Entries.Where(entry => entry.IsAuth)
            .OrderBy(entry => entry.Path, StringComparer.Ordinal)
            .ToDictionary(entry => entry.Path, entry => (object?)entry.ToJson(), StringComparer.Ordinal)));

    private ValueTask<LogicalResponse?> Read(LogicalRequest request, FieldData fields, CancellationToken cancellationToken) =>
        ValueTask.FromResult<LogicalResponse?>(vault.Mounts.Find(MountPath.Clean(fields.Text("path")), isAuth: true) is { } entry
            ? LogicalResponse.Of(entry.ToJson())
            : LogicalResponse.Invalid($"No auth engine at {MountPath.Clean(fields.Text("path"))}"));

    private async ValueTask<LogicalResponse?> EnableAsync(LogicalRequest request, FieldData fields, CancellationToken cancellationToken) =>
        await vault.Mounts.AddAsync(MountWish.Read(fields, isAuth: true), cancellationToken) is { } conflict
            ? LogicalResponse.Invalid($"path is already in use at {conflict}")
            : null;

    private async ValueTask<LogicalResponse?> DisableAsync(LogicalRequest request, FieldData fields, CancellationToken cancellationToken)
    {
        if (vault.Mounts.Find(MountPath.Clean(fields.Text("path")), isAuth: true) is not { } entry)
        {
            return null;
        }

        if (entry.IsBuiltIn)
        {
            return LogicalResponse.Invalid("token credential backend cannot be disabled");
        }

        await vault.Mounts.RemoveAsync(entry, cancellationToken);
        await vault.Tokens.RevokeUnderAsync(entry.FullPath, cancellationToken);
        await vault.Root.DeleteUnderAsync($"auth/{entry.Uuid}/", cancellationToken);
        return null;
    }
}

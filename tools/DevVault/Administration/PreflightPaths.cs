using PenguinMails.DevVault.Core;
using PenguinMails.DevVault.Fields;
using PenguinMails.DevVault.Http;
using PenguinMails.DevVault.Logical;
using PenguinMails.DevVault.Policies;

namespace PenguinMails.DevVault.Administration;

/// <summary>sys/internal: by which clients find out which version of key-value a path is, if they may use the mount at all.</summary>
internal sealed class PreflightPaths(ActiveVault vault)
{
    public IEnumerable<PathRoute> Routes() =>
    [
        new PathRoute("internal/ui/mounts/?").On(Operation.Read, ListAsync),
        new PathRoute("internal/ui/mounts/{path+}").On(Operation.Read, ReadAsync),
        new PathRoute("internal/ui/resultant-acl").On(Operation.Read, ResultantAclAsync),
        new PathRoute("internal/specs/openapi").On(Operation.Read, (_, _, _) => ValueTask.FromResult<LogicalResponse?>(
            new() { Raw = new(Json.JsonOutput.Bytes(HelpAnswer.OpenApi())), StatusCode = StatusCodes.Status200OK })),
    ];

    private async ValueTask<LogicalResponse?> ReadAsync(LogicalRequest request, FieldData fields, CancellationToken cancellationToken)
    {
        var path = fields.Text("path");
        var denied = LogicalResponse.Refused(
            StatusCodes.Status403Forbidden,
            $"preflight capability check returned 403, please ensure client's policies grant access to path \"{MountPath.Clean(path)}\"");
        if (vault.Mounts.Route(path) is not { } mounted)
        {
            return denied;
        }

        var access = await vault.Access.OfCallerAsync(request, cancellationToken);
        if (!access.ReachesMount(mounted.Entry.FullPath))
        {
            return denied;
        }

        var data = mounted.Entry.ToJson();
        data["path"] = mounted.Entry.FullPath;
        return LogicalResponse.Of(data);
    }

    private async ValueTask<LogicalResponse?> ListAsync(LogicalRequest request, FieldData fields, CancellationToken cancellationToken)
    {
        AccessList? access = null;
        if (request.Token is not null)
        {
            access = await vault.Access.OfCallerAsync(request, cancellationToken);
        }

        Dictionary<string, object?> Visible(bool isAuth) => vault.Mounts.Entries
            .Where(entry => entry.IsAuth == isAuth && access?.ReachesMount(entry.FullPath) == true)
            .OrderBy(entry => entry.Path, StringComparer.Ordinal)
            .ToDictionary(entry => entry.Path, entry => (object?)entry.ToJson(), StringComparer.Ordinal);
        return LogicalResponse.Of(("auth", Visible(isAuth: true)), ("secret", Visible(isAuth: false)));
    }

    private async ValueTask<LogicalResponse?> ResultantAclAsync(LogicalRequest request, FieldData fields, CancellationToken cancellationToken)
    {
        var access = await vault.Access.OfCallerAsync(request, cancellationToken);
        return LogicalResponse.Of(
            ("root", access.IsRoot),
            ("exact_paths", new Dictionary<string, object?>(StringComparer.Ordinal)),
            ("glob_paths", new Dictionary<string, object?>(StringComparer.Ordinal)));
    }
}

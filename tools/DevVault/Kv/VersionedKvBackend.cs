using PenguinMails.DevVault.Barrier;
using PenguinMails.DevVault.Fields;
using PenguinMails.DevVault.Logical;

namespace PenguinMails.DevVault.Kv;

/// <summary>A version 2 key-value mount.</summary>
internal sealed class VersionedKvBackend(BarrierView view, TimeProvider time) : Backend
{
    private readonly SecretStore _store = new(view);

    protected override IEnumerable<PathRoute> Routes() =>
    [
        new DataPaths(_store, time).Route(),
        new MetadataPaths(_store, time).Route(),
        .. new VersionPaths(_store, time).Routes(),
        new PathRoute("config").Field("max_versions", FieldType.Integer).Field("cas_required", FieldType.Boolean)
            .Field("delete_version_after", FieldType.SignedDuration)
            .On(Operation.Read, ReadConfigurationAsync)
            .OnWrite(ConfigureAsync),
        new PathRoute("{path*}").OnWrite(Misplaced).On(Operation.Read, Misplaced).On(Operation.List, Misplaced).On(Operation.Delete, Misplaced),
    ];

    private async ValueTask<LogicalResponse?> ReadConfigurationAsync(LogicalRequest request, FieldData fields, CancellationToken cancellationToken)
    {
        var configuration = await _store.ConfigurationAsync(cancellationToken);
        return LogicalResponse.Of(
            ("cas_required", configuration.CasRequired),
            ("delete_version_after", Rfc3339.Duration(configuration.DeleteVersionAfter)),
            ("max_versions", (long)configuration.MaxVersions));
    }

    private async ValueTask<LogicalResponse?> ConfigureAsync(LogicalRequest request, FieldData fields, CancellationToken cancellationToken)
    {
        var current = await _store.ConfigurationAsync(cancellationToken);
        await _store.ConfigureAsync(
            new(
                fields.Boolean("cas_required", current.CasRequired),
                fields.Has("max_versions") ? unchecked((uint)fields.Integer("max_versions")) : current.MaxVersions,
                fields.Duration("delete_version_after", current.DeleteVersionAfter)),
            cancellationToken);
        return null;
    }

    /// <summary>A path as for version 1: says so instead of a bare 404.</summary>
    private static ValueTask<LogicalResponse?> Misplaced(LogicalRequest request, FieldData fields, CancellationToken cancellationToken)
    {
        var command = request.Operation switch
        {
            Operation.Read => "get",
            Operation.List => "list",
            Operation.Delete => "delete",
            _ => "put",
        };
        var warning = request.MountPath is "metadata" or "data" or "delete" or "undelete" or "destroy"
            ? "Non-listing operations on the root of a K/V v2 mount are not supported."
            : "Invalid path for a versioned K/V secrets engine. See the API docs for the appropriate API endpoints to use. "
                + $"If using the Vault CLI, use 'vault kv {command}' for this operation.";
        return ValueTask.FromResult<LogicalResponse?>(
            new LogicalResponse { StatusCode = StatusCodes.Status404NotFound }.WithWarning(warning));
    }
}

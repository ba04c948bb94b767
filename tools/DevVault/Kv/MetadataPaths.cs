using PenguinMails.DevVault.Fields;
using PenguinMails.DevVault.Logical;

namespace PenguinMails.DevVault.Kv;

/// <summary>metadata/: what is known of a secret, and lists.</summary>
internal sealed class MetadataPaths(SecretStore store, TimeProvider time)
{
    /// <summary>Those that make a secret come into being.</summary>
    private static readonly string[] Settings = ["max_versions", "cas_required", "delete_version_after", "custom_metadata"];

    public PathRoute Route() => new PathRoute("metadata/{path*}")
        .Field("max_versions", FieldType.Integer).Field("cas_required", FieldType.Boolean)
        .Field("delete_version_after", FieldType.Duration).Field("custom_metadata", FieldType.Pairs)
        .On(Operation.Read, ReadAsync)
        .OnWrite(WriteAsync)
        .On(Operation.Patch, PatchAsync)
        .On(Operation.Delete, DeleteAsync)
        .On(Operation.List, async (_, fields, stop) => LogicalResponse.Keys(await store.ListAsync(fields.Text("path"), stop)))
        .ExistsIf(async (_, fields, stop) => await store.FindAsync(fields.Text("path"), stop) is not null);

    private async ValueTask<LogicalResponse?> ReadAsync(LogicalRequest request, FieldData fields, CancellationToken cancellationToken) =>
        await store.FindAsync(fields.Text("path"), cancellationToken) is { } metadata
            ? LogicalResponse.Of(SecretJson.Metadata(metadata))
            : null;

    private async ValueTask<LogicalResponse?> WriteAsync(LogicalRequest request, FieldData fields, CancellationToken cancellationToken)
    {
        var path = fields.Text("path");
        using var held = await store.LockAsync(path, cancellationToken);
        var known = await store.FindAsync(path, cancellationToken);
        if (!Array.Exists(Settings, fields.Has))
        {
            return null;
        }

        var now = time.GetUtcNow();
        var metadata = known ?? new() { Created = now, Updated = now };
        metadata = metadata with
        {
            MaxVersions = fields.Has("max_versions") ? unchecked((uint)fields.Integer("max_versions")) : metadata.MaxVersions,
            CasRequired = fields.Boolean("cas_required", metadata.CasRequired),
            DeleteVersionAfter = fields.Duration("delete_version_after", metadata.DeleteVersionAfter),
            CustomMetadata = fields.Has("custom_metadata") ? fields.Pairs("custom_metadata") : metadata.CustomMetadata,
            Updated = now,
        };
        await store.WriteAsync(path, metadata, null, [], cancellationToken);
        var mandated = (await store.ConfigurationAsync(cancellationToken)).CasRequired;
        return mandated && fields.Has("cas_required") && !metadata.CasRequired
            ? new LogicalResponse().WithWarning("\"cas_required\" set to false, but is mandated by backend config. This value will be ignored.")
            : null;
    }

    /// <summary>Changes what is there already; custom metadata is merged. (RFC 7396)</summary>
    private async ValueTask<LogicalResponse?> PatchAsync(LogicalRequest request, FieldData fields, CancellationToken cancellationToken)
    {
        var path = fields.Text("path");
        using var held = await store.LockAsync(path, cancellationToken);
        if (await store.FindAsync(path, cancellationToken) is not { } metadata)
        {
            return LogicalResponse.Refused(StatusCodes.Status404NotFound, null);
        }

        var custom = new Dictionary<string, string>(metadata.CustomMetadata ?? new Dictionary<string, string>(), StringComparer.Ordinal);
        foreach (var (name, value) in fields.Raw.GetValueOrDefault("custom_metadata") as Dictionary<string, object?> ?? [])
        {
            if (value is null)
            {
                custom.Remove(name);
            }
            else
            {
                custom[name] = fields.Pairs("custom_metadata")![name];
            }
        }

        await store.WriteAsync(
            path,
            metadata with
            {
                MaxVersions = fields.Has("max_versions") ? unchecked((uint)fields.Integer("max_versions")) : metadata.MaxVersions,
                CasRequired = fields.Boolean("cas_required", metadata.CasRequired),
                DeleteVersionAfter = fields.Duration("delete_version_after", metadata.DeleteVersionAfter),
                CustomMetadata = custom.Count > 0 ? custom : metadata.CustomMetadata is null ? null : custom,
                Updated = time.GetUtcNow(),
            },
            null,
            [],
            cancellationToken);
        return null;
    }

    private async ValueTask<LogicalResponse?> DeleteAsync(LogicalRequest request, FieldData fields, CancellationToken cancellationToken)
    {
        var path = fields.Text("path");
        using var held = await store.LockAsync(path, cancellationToken);
        if (await store.FindAsync(path, cancellationToken) is { } metadata)
        {
            await store.DeleteAsync(path, metadata, cancellationToken);
        }

        return null;
    }
}

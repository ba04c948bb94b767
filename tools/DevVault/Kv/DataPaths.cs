using PenguinMails.DevVault.Fields;
using PenguinMails.DevVault.Json;
using PenguinMails.DevVault.Logical;

namespace PenguinMails.DevVault.Kv;

/// <summary>data/: reading, writing and deleting the newest version. (https://developer.hashicorp.com/vault/api-docs/secret/kv/kv-v2)</summary>
internal sealed class DataPaths(SecretStore store, TimeProvider time)
{
    public PathRoute Route() => new PathRoute("data/{path*}")
        .Field("version", FieldType.Integer).Field("options", FieldType.Map).Field("data", FieldType.Map)
        .On(Operation.Read, ReadAsync)
        .OnWrite(WriteAsync)
        .On(Operation.Patch, PatchAsync)
        .On(Operation.Delete, DeleteAsync)
        .OnlyItsFields()
        .ExistsIf(async (_, fields, stop) => await store.FindAsync(fields.Text("path"), stop) is not null);

    private async ValueTask<LogicalResponse?> ReadAsync(LogicalRequest request, FieldData fields, CancellationToken cancellationToken)
    {
        var path = fields.Text("path");
        if (await store.FindAsync(path, cancellationToken) is not { } metadata)
        {
            return null;
        }

        var number = fields.Integer("version") is > 0 and var asked ? (ulong)asked : metadata.CurrentVersion;
        if (!metadata.Versions.TryGetValue(number, out var version))
        {
            return null;
        }

        if (version.Destroyed || version.IsDeleted(time.GetUtcNow()))
        {
            return Gone(metadata, number, version);
        }

        var stored = await store.ReadAsync(path, number, cancellationToken);
        return stored is { Problem: { } problem }
            ? LogicalResponse.Failed(StatusCodes.Status500InternalServerError, problem)
            : LogicalResponse.Of(("data", stored?.Body), ("metadata", SecretJson.Version(metadata, number, version)));
    }

    private async ValueTask<LogicalResponse?> WriteAsync(LogicalRequest request, FieldData fields, CancellationToken cancellationToken)
    {
        if (!fields.Has("data"))
        {
            return LogicalResponse.Invalid("no data provided");
        }

        var path = fields.Text("path");
        var data = JsonOutput.Bytes(fields.Map("data"));
        using var held = await store.LockAsync(path, cancellationToken);
        var configuration = await store.ConfigurationAsync(cancellationToken);
        var now = time.GetUtcNow();
        var current = await store.FindAsync(path, cancellationToken) ?? new() { Created = now, Updated = now };
        if (CasProblem(fields, current, configuration) is { } problem)
        {
            return LogicalResponse.Invalid(problem);
        }

        return await AppendAsync(request, path, current, configuration, data, cancellationToken);
    }

    /// <summary>Merges into the newest version. (RFC 7396)</summary>
    private async ValueTask<LogicalResponse?> PatchAsync(LogicalRequest request, FieldData fields, CancellationToken cancellationToken)
    {
        if (fields.Map("data") is not { } patch)
        {
            return LogicalResponse.Invalid("no data provided");
        }

        var path = fields.Text("path");
        using var held = await store.LockAsync(path, cancellationToken);
        var configuration = await store.ConfigurationAsync(cancellationToken);
        if (await store.FindAsync(path, cancellationToken) is not { } current || !current.Versions.TryGetValue(current.CurrentVersion, out var newest))
        {
            return LogicalResponse.Refused(StatusCodes.Status404NotFound, null);
        }

        if (CasProblem(fields, current, configuration) is { } problem)
        {
            return LogicalResponse.Invalid(problem);
        }

        if (newest.Destroyed || newest.IsDeleted(time.GetUtcNow()))
        {
            return Gone(current, current.CurrentVersion, newest);
        }

        var stored = await store.ReadAsync(path, current.CurrentVersion, cancellationToken);
        return stored is { Body: { } body } && JsonReader.Read(JsonOutput.Bytes(body)) is Dictionary<string, object?> values
            ? await AppendAsync(request, path, current, configuration, JsonOutput.Bytes(MergePatch.Apply(values, patch)), cancellationToken)
            : LogicalResponse.Failed(StatusCodes.Status500InternalServerError, "resource does not exist");
    }

    private async ValueTask<LogicalResponse?> AppendAsync(
        LogicalRequest request, string path, SecretMetadata current, KvConfiguration configuration, byte[] data, CancellationToken cancellationToken)
    {
        var (written, dropped) = current.WithNewVersion(time.GetUtcNow(), configuration, Attribution.Of(request));
        await store.WriteAsync(path, written, data, dropped, cancellationToken);
        return LogicalResponse.Of(SecretJson.Version(written, written.CurrentVersion, written.Versions[written.CurrentVersion]));
    }

    private static LogicalResponse Gone(SecretMetadata metadata, ulong number, SecretVersion version) => new()
    {
        StatusCode = StatusCodes.Status404NotFound,
        Data = new(StringComparer.Ordinal) { ["data"] = null, ["metadata"] = SecretJson.Version(metadata, number, version) },
    };

    private static string? CasProblem(FieldData fields, SecretMetadata current, KvConfiguration configuration)
    {
        object? cas = null;
        if (fields.Map("options")?.TryGetValue("cas", out cas) != true)
        {
            return configuration.CasRequired || current.CasRequired ? "check-and-set parameter required for this call" : null;
        }

        try
        {
            return (ulong)(long)FieldConversion.Convert(cas, FieldType.Integer)! == current.CurrentVersion
                ? null
                : "check-and-set parameter did not match the current version";
        }
        catch (FormatException)
        {
            return "error parsing check-and-set parameter";
        }
    }

    private async ValueTask<LogicalResponse?> DeleteAsync(LogicalRequest request, FieldData fields, CancellationToken cancellationToken)
    {
        var path = fields.Text("path");
        using var held = await store.LockAsync(path, cancellationToken);
        var now = time.GetUtcNow();
        if (await store.FindAsync(path, cancellationToken) is { } metadata
            && metadata.Versions.TryGetValue(metadata.CurrentVersion, out var version) && !version.Destroyed && !version.IsDeleted(now))
        {
            var deleted = metadata.WithVersions([(long)metadata.CurrentVersion], newest => newest with { DeletionTime = now, DeletedBy = Attribution.Of(request) })
                with
            { LastUpdatedBy = Attribution.Of(request) };
            await store.WriteAsync(path, deleted, null, [], cancellationToken);
        }

        return null;
    }
}

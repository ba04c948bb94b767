using PenguinMails.DevVault.Barrier;
using PenguinMails.DevVault.Fields;
using PenguinMails.DevVault.Json;
using PenguinMails.DevVault.Logical;
using PenguinMails.DevVault.Tokens;

namespace PenguinMails.DevVault.Kv;

/// <summary>A version 1 key-value mount. (https://developer.hashicorp.com/vault/api-docs/secret/kv/kv-v1)</summary>
internal sealed class PlainKvBackend(BarrierView view, LeaseLimits limits) : Backend
{
    protected override IEnumerable<PathRoute> Routes() =>
    [
        new PathRoute("{path*}")
            .On(Operation.Read, ReadAsync)
            .OnWrite(WriteAsync)
            .On(Operation.Delete, DeleteAsync)
            .On(Operation.List, async (_, fields, stop) => LogicalResponse.Keys(await view.ListAsync(fields.Text("path"), stop)))
            .ExistsIf(async (_, fields, stop) => await view.ReadBytesAsync(fields.Text("path"), stop) is not null),
    ];

    private async ValueTask<LogicalResponse?> ReadAsync(LogicalRequest request, FieldData fields, CancellationToken cancellationToken)
    {
        if (await view.ReadBytesAsync(fields.Text("path"), cancellationToken) is not { } stored)
        {
            return null;
        }

        var data = (Dictionary<string, object?>)JsonReader.Read(stored)!;
        return new() { Data = data, LeaseSeconds = (long)Lease(data).TotalSeconds };
    }

    private async ValueTask<LogicalResponse?> WriteAsync(LogicalRequest request, FieldData fields, CancellationToken cancellationToken)
    {
        if (fields.Text("path").Length == 0 || request.Data is null or { Count: 0 })
        {
            return LogicalResponse.Invalid(fields.Text("path").Length == 0 ? "missing path" : "missing data fields");
        }

        await view.ApplyAsync([view.PutBytes(fields.Text("path"), JsonOutput.Bytes(request.Data))], cancellationToken);
        return null;
    }

    private async ValueTask<LogicalResponse?> DeleteAsync(LogicalRequest request, FieldData fields, CancellationToken cancellationToken)
    {
        await view.DeleteAsync(fields.Text("path"), cancellationToken);
        return null;
    }

    /// <summary>How long a reader may keep it: what the secret says under "ttl" or "lease", else the mount's default.</summary>
    private TimeSpan Lease(Dictionary<string, object?> data)
    {
        try
        {
            return Durations.Parse(data.GetValueOrDefault("ttl") ?? data.GetValueOrDefault("lease")) is var asked && asked > TimeSpan.Zero
                ? asked
                : limits.Default;
        }
        catch (FormatException)
        {
            return limits.Default;
        }
    }
}

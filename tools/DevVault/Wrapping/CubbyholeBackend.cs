using PenguinMails.DevVault.Fields;
using PenguinMails.DevVault.Json;
using PenguinMails.DevVault.Logical;

namespace PenguinMails.DevVault.Wrapping;

/// <summary>cubbyhole/: what a token keeps for itself. (https://developer.hashicorp.com/vault/api-docs/secret/cubbyhole)</summary>
internal sealed class CubbyholeBackend(CubbyholeStore store) : Backend
{
    protected override IEnumerable<PathRoute> Routes() =>
    [
        new PathRoute("{path*}")
            .On(Operation.Read, ReadAsync)
            .OnWrite(WriteAsync)
            .On(Operation.Delete, DeleteAsync)
            .On(Operation.List, ListAsync)
            .ExistsIf(async (request, fields, stop) =>
                await store.ReadAsync(request.Token!.Hash, fields.Text("path"), stop) is not null),
    ];

    private async ValueTask<LogicalResponse?> ReadAsync(LogicalRequest request, FieldData fields, CancellationToken cancellationToken) =>
        await store.ReadAsync(request.Token!.Hash, fields.Text("path"), cancellationToken) is { } stored
            ? LogicalResponse.Of((Dictionary<string, object?>)JsonReader.Read(stored)!)
            : null;

    private async ValueTask<LogicalResponse?> WriteAsync(LogicalRequest request, FieldData fields, CancellationToken cancellationToken)
    {
        if (request.Data is null or { Count: 0 })
        {
            return LogicalResponse.Invalid("missing data fields");
        }

        await store.WriteAsync(request.Token!.Hash, fields.Text("path"), JsonOutput.Bytes(request.Data), cancellationToken);
        return null;
    }

    private async ValueTask<LogicalResponse?> DeleteAsync(LogicalRequest request, FieldData fields, CancellationToken cancellationToken)
    {
        await store.DeleteAsync(request.Token!.Hash, fields.Text("path"), cancellationToken);
        return null;
    }

    private async ValueTask<LogicalResponse?> ListAsync(LogicalRequest request, FieldData fields, CancellationToken cancellationToken) =>
        LogicalResponse.Keys(await store.ListAsync(request.Token!.Hash, fields.Text("path"), cancellationToken));
}

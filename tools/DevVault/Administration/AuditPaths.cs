using PenguinMails.DevVault.Audit;
using PenguinMails.DevVault.Fields;
using PenguinMails.DevVault.Logical;

namespace PenguinMails.DevVault.Administration;

/// <summary>sys/audit and sys/audit-hash. (https://developer.hashicorp.com/vault/api-docs/system/audit)</summary>
internal sealed class AuditPaths(AuditBroker audit)
{
    public IEnumerable<PathRoute> Routes() =>
    [
        new PathRoute("audit-hash/{path+}").Field("input", FieldType.Text).On(Operation.Update, Hash),
        new PathRoute("audit/?").On(Operation.Read, List),
        new PathRoute("audit/{path+}").Field("type", FieldType.Text).Field("description", FieldType.Text)
            .Field("options", FieldType.Pairs).Field("local", FieldType.Boolean)
            .On(Operation.Update, EnableAsync)
            .On(Operation.Delete, DisableAsync),
    ];

    private ValueTask<LogicalResponse?> List(LogicalRequest request, FieldData fields, CancellationToken cancellationToken) =>
        ValueTask.FromResult<LogicalResponse?>(LogicalResponse.Of(
            audit.Entries.ToDictionary(entry => entry.Path, entry => (object?)entry.ToJson(), StringComparer.Ordinal)));

    private async ValueTask<LogicalResponse?> EnableAsync(LogicalRequest request, FieldData fields, CancellationToken cancellationToken)
    {
        await audit.EnableAsync(
            MountPath.Clean(fields.Text("path")),
            fields.Text("type"),
            fields.Text("description"),
            fields.Pairs("options") ?? new(StringComparer.Ordinal),
            fields.Boolean("local"),
            cancellationToken);
        return null;
    }

    private async ValueTask<LogicalResponse?> DisableAsync(LogicalRequest request, FieldData fields, CancellationToken cancellationToken)
    {
        await audit.DisableAsync(MountPath.Clean(fields.Text("path")), cancellationToken);
        return null;
    }

    private ValueTask<LogicalResponse?> Hash(LogicalRequest request, FieldData fields, CancellationToken cancellationToken)
    {
        var path = MountPath.Clean(fields.Text("path"));
        if (fields.Text("input").Length == 0)
        {
            return ValueTask.FromResult<LogicalResponse?>(LogicalResponse.Invalid("the \"input\" parameter is empty"));
        }

        return ValueTask.FromResult<LogicalResponse?>(audit.SaltOf(path) is { } salt
            ? LogicalResponse.Of(("hash", salt.Hash(fields.Text("input"))))
            : LogicalResponse.Invalid($"unknown audit backend \"{path}\""));
    }
}

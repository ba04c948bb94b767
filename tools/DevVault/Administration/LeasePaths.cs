using PenguinMails.DevVault.Fields;
using PenguinMails.DevVault.Logical;

namespace PenguinMails.DevVault.Administration;

/// <summary>sys/leases: no mount here gives out leases other than tokens, so that none is ever found.</summary>
internal static class LeasePaths
{
    private static readonly string[] Searching = ["leases/lookup", "leases/renew", "renew"];
    private static readonly string[] Revoking = ["leases/revoke", "revoke"];

    private static readonly string[] RevokingMany = ["leases/revoke-prefix/{prefix+}", "leases/revoke-force/{prefix+}", "revoke-prefix/{prefix+}"];

    public static IEnumerable<PathRoute> Routes() =>
    [
        .. Searching.Select(path => Route(path).On(Operation.Update, NotFound)),
        .. Revoking.Select(path => Route(path).On(Operation.Update, Revoked)),
        .. RevokingMany.Select(path => Route(path).On(Operation.Update, Nothing)),
        new PathRoute("leases/tidy").On(Operation.Update, Nothing),
    ];

    private static PathRoute Route(string path) => new PathRoute(path).Field("lease_id", FieldType.Text);

    private static ValueTask<LogicalResponse?> NotFound(LogicalRequest request, FieldData fields, CancellationToken cancellationToken) =>
        ValueTask.FromResult<LogicalResponse?>(LogicalResponse.Invalid(
            fields.Text("lease_id").Length == 0 ? "lease_id must be specified" : request.Path.EndsWith("renew", StringComparison.Ordinal) ? "lease not found" : "invalid lease"));

    private static ValueTask<LogicalResponse?> Revoked(LogicalRequest request, FieldData fields, CancellationToken cancellationToken) =>
        ValueTask.FromResult(fields.Text("lease_id").Length == 0 ? LogicalResponse.Invalid("lease_id must be specified") : null);

    private static ValueTask<LogicalResponse?> Nothing(LogicalRequest request, FieldData fields, CancellationToken cancellationToken) =>
        ValueTask.FromResult<LogicalResponse?>(null);
}

using PenguinMails.DevVault.Core;
using PenguinMails.DevVault.Fields;
using PenguinMails.DevVault.Logical;
using PenguinMails.DevVault.Policies;

namespace PenguinMails.DevVault.Administration;

/// <summary>sys/capabilities, -self and -accessor: what a token may do on paths.</summary>
internal sealed class CapabilityPaths(ActiveVault vault)
{
    public IEnumerable<PathRoute> Routes() =>
    [
        Route("capabilities-self").On(Operation.Update, async (request, fields, stop) =>
            Show(await vault.Access.OfTokenAsync(request.ClientToken, stop) ?? await OfSpentAsync(request, stop), fields, "invalid token")),
        Route("capabilities-accessor").Field("accessor", FieldType.Text).On(Operation.Update, OfAccessorAsync),
        Route("capabilities").Field("token", FieldType.Text).On(Operation.Update, async (_, fields, stop) =>
            Show(await vault.Access.OfTokenAsync(fields.Text("token"), stop), fields, "invalid token")),
    ];

    private static PathRoute Route(string path) => new PathRoute(path).Field("paths", FieldType.CommaTexts).Field("path", FieldType.CommaTexts);

    private static LogicalResponse Show(AccessList? access, FieldData fields, string problem)
    {
        var paths = fields.Texts("paths") is { Count: > 0 } several ? several : fields.Texts("path");
        if (paths.Count == 0)
        {
            return LogicalResponse.Invalid("paths must be supplied");
        }

        if (access is null)
        {
            return LogicalResponse.Failed(StatusCodes.Status400BadRequest, problem);
        }

        var data = new Dictionary<string, object?>(StringComparer.Ordinal);
        foreach (var path in paths)
        {
            data[path] = access.NamesOn(path);
        }

        if (paths is [var single])
        {
            data["capabilities"] = data[single];
        }

        return LogicalResponse.Of(data);
    }

    private async ValueTask<LogicalResponse?> OfAccessorAsync(LogicalRequest request, FieldData fields, CancellationToken cancellationToken) =>
        await vault.Tokens.FindByAccessorAsync(fields.Text("accessor"), cancellationToken) is { } entry
            ? Show(await vault.Access.OfEntryAsync(entry, cancellationToken), fields, "invalid accessor")
            : LogicalResponse.Failed(StatusCodes.Status400BadRequest, "invalid accessor");

    /// <summary>In its last use a token is found by nobody else.</summary>
    private ValueTask<AccessList> OfSpentAsync(LogicalRequest request, CancellationToken cancellationToken) =>
        vault.Access.OfEntryAsync(request.Token!, cancellationToken);
}

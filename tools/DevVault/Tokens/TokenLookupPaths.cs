using PenguinMails.DevVault.Core;
using PenguinMails.DevVault.Fields;
using PenguinMails.DevVault.Logical;

namespace PenguinMails.DevVault.Tokens;

internal sealed class TokenLookupPaths(ActiveVault vault)
{
    public IEnumerable<PathRoute> Routes() =>
    [
        new PathRoute("lookup-self").On(Operation.Read, LookUpSelfAsync).On(Operation.Update, LookUpSelfAsync),
        new PathRoute("lookup").Field("token", FieldType.Text).On(Operation.Update, LookUpAsync).On(Operation.Read, LookUpAsync),
        new PathRoute("lookup-accessor").Field("accessor", FieldType.Text).On(Operation.Update, LookUpAccessorAsync),
        new PathRoute("accessors/?").On(Operation.List, async (_, _, stop) => LogicalResponse.Keys(await vault.Tokens.AccessorsAsync(stop))),
    ];

    private ValueTask<LogicalResponse?> LookUpSelfAsync(LogicalRequest request, FieldData fields, CancellationToken cancellationToken) =>
        LookUpAsync(request, request.ClientToken, cancellationToken);

    private ValueTask<LogicalResponse?> LookUpAsync(LogicalRequest request, FieldData fields, CancellationToken cancellationToken) =>
        LookUpAsync(request, fields.Text("token") is { Length: > 0 } token ? token : request.ClientToken, cancellationToken);

    private async ValueTask<LogicalResponse?> LookUpAsync(LogicalRequest request, string token, CancellationToken cancellationToken)
    {
        // A token in its last use can still ask about itself.
        var entry = token == request.ClientToken ? request.Token : await vault.Tokens.FindAsync(token, cancellationToken);
        return entry is null ? LogicalResponse.Refused(StatusCodes.Status403Forbidden, "bad token") : Show(token, entry);
    }

    private async ValueTask<LogicalResponse?> LookUpAccessorAsync(LogicalRequest request, FieldData fields, CancellationToken cancellationToken)
    {
        if (fields.Text("accessor") is not { Length: > 0 } accessor)
        {
            return LogicalResponse.Failed(StatusCodes.Status400BadRequest, "missing accessor");
        }

        return await vault.Tokens.FindByAccessorAsync(accessor, cancellationToken) is { } entry
            ? Show(string.Empty, entry)
            : LogicalResponse.Failed(StatusCodes.Status400BadRequest, "invalid accessor");
    }

    private LogicalResponse Show(string token, TokenEntry entry)
    {
        var data = new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            ["accessor"] = entry.Accessor,
            ["creation_time"] = entry.Created.ToUnixTimeSeconds(),
            ["creation_ttl"] = (long)entry.CreationTtl.TotalSeconds,
            ["display_name"] = entry.DisplayName,
            ["entity_id"] = entry.EntityId,
            ["expire_time"] = entry.Expires is { } expires ? Rfc3339.Nano(expires) : null,
            ["explicit_max_ttl"] = (long)entry.ExplicitMaxTtl.TotalSeconds,
            ["id"] = token,
            ["meta"] = entry.Meta,
            ["num_uses"] = Math.Max(entry.NumUses, 0),
            ["orphan"] = entry.IsOrphan,
            ["path"] = entry.Path,
            ["policies"] = entry.Policies,
            ["ttl"] = entry.Expires is { } end ? (long)Math.Max(0, (end - vault.Time.GetUtcNow()).TotalSeconds) : 0,
            ["type"] = entry.TypeName,
        };
        if (entry.Expires is not null)
        {
            data["issue_time"] = Rfc3339.Nano(entry.Created);
            data["renewable"] = entry.Renewable;
        }

        if (entry.LastRenewed is { } renewed)
        {
            data["last_renewal"] = Rfc3339.Nano(renewed);
            data["last_renewal_time"] = renewed.ToUnixTimeSeconds();
        }

        if (entry.Period > TimeSpan.Zero)
        {
            data["period"] = (long)entry.Period.TotalSeconds;
        }

        if (entry.BoundCidrs.Count > 0)
        {
            data["bound_cidrs"] = entry.BoundCidrs;
        }

        if (vault.Access.IdentityPolicies(entry) is { Count: > 0 } policies)
        {
            data["identity_policies"] = policies;
        }

        return LogicalResponse.Of(data);
    }
}

using PenguinMails.DevVault.Core;
using PenguinMails.DevVault.Fields;
using PenguinMails.DevVault.Logical;

namespace PenguinMails.DevVault.Tokens;

/// <summary>auth/token/renew, renew-self and renew-accessor.</summary>
internal sealed class TokenRenewalPaths(ActiveVault vault)
{
    public IEnumerable<PathRoute> Routes() =>
    [
        Route("renew-self").On(Operation.Update, (request, fields, stop) => RenewAsync(request.ClientToken, request.Token, fields, stop)),
        Route("renew-accessor").Field("accessor", FieldType.Text).On(Operation.Update, RenewAccessorAsync),
        Route("renew").Field("token", FieldType.Text).On(Operation.Update, RenewAnyAsync),
        Route("renew/{token}").On(Operation.Update, RenewAnyAsync),
    ];

    private static PathRoute Route(string pattern) => new PathRoute(pattern).Field("increment", FieldType.Duration);

    private async ValueTask<LogicalResponse?> RenewAnyAsync(LogicalRequest request, FieldData fields, CancellationToken cancellationToken)
    {
        var token = fields.Text("token") is { Length: > 0 } given ? given : request.ClientToken;
        return await RenewAsync(token, await vault.Tokens.FindAsync(token, cancellationToken), fields, cancellationToken);
    }

    private async ValueTask<LogicalResponse?> RenewAccessorAsync(LogicalRequest request, FieldData fields, CancellationToken cancellationToken)
    {
        if (fields.Text("accessor") is not { Length: > 0 } accessor)
        {
            return LogicalResponse.Failed(StatusCodes.Status400BadRequest, "missing accessor");
        }

        return await vault.Tokens.FindByAccessorAsync(accessor, cancellationToken) is { } entry
            ? await RenewAsync(string.Empty, entry, fields, cancellationToken)
            : LogicalResponse.Failed(StatusCodes.Status400BadRequest, "invalid accessor");
    }

    private async ValueTask<LogicalResponse?> RenewAsync(string token, TokenEntry? entry, FieldData fields, CancellationToken cancellationToken)
    {
        switch (entry)
        {
            case null:
                return LogicalResponse.Invalid("token not found");
            case { Kind: TokenKind.Batch }:
                return LogicalResponse.Invalid("batch tokens cannot be renewed");
            case { Expires: null }:
                return LogicalResponse.Invalid("invalid lease ID");
            case { Renewable: false }:
                return LogicalResponse.Invalid("lease is not renewable");
        }

        var mount = vault.Mounts.Route(entry.Path)?.Entry.Limits ?? LeaseLimits.System;
        var asked = fields.Duration("increment") is var increment && increment > TimeSpan.Zero ? increment : entry.CreationTtl;
        var lifetime = TimeToLive.Calculate(
            new(asked, entry.Period, entry.MaxTtl, entry.ExplicitMaxTtl, entry.Created, mount), vault.Time.GetUtcNow());
        if (await vault.Tokens.RenewAsync(entry, lifetime.Value, cancellationToken) is not { } renewed)
        {
            return LogicalResponse.Invalid("token not found");
        }

        return new()
        {
            Auth = new(token, renewed, vault.Access.IdentityPolicies(renewed), (long)lifetime.Value.TotalSeconds, Renewable: true),
            Warnings = lifetime.Warning is { } warning ? [warning] : null,
        };
    }
}

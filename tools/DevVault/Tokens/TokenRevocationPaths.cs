using PenguinMails.DevVault.Core;
using PenguinMails.DevVault.Fields;
using PenguinMails.DevVault.Logical;

namespace PenguinMails.DevVault.Tokens;

/// <summary>auth/token/revoke and its kin. A token that does not exist counts as revoked.</summary>
internal sealed class TokenRevocationPaths(ActiveVault vault)
{
    public IEnumerable<PathRoute> Routes() =>
    [
        new PathRoute("revoke-self").On(Operation.Update, (request, _, stop) => RevokeAsync(request.ClientToken, stop)),
        new PathRoute("revoke").Field("token", FieldType.Text).On(Operation.Update, (_, fields, stop) => RevokeAsync(fields.Text("token"), stop)),
        new PathRoute("revoke-orphan").Field("token", FieldType.Text).On(Operation.Update, RevokeOrphaningAsync),
        new PathRoute("revoke-accessor").Field("accessor", FieldType.Text).On(Operation.Update, RevokeAccessorAsync),
    ];

    private async ValueTask<LogicalResponse?> RevokeAsync(string token, CancellationToken cancellationToken)
    {
        if (Problem(token) is { } problem)
        {
            return problem;
        }

        await vault.Tokens.RevokeAsync(TokenText.Hash(token), cancellationToken);
        return null;
    }

    private async ValueTask<LogicalResponse?> RevokeOrphaningAsync(LogicalRequest request, FieldData fields, CancellationToken cancellationToken)
    {
        var token = fields.Text("token");
        if (Problem(token) is { } problem)
        {
            return problem;
        }

        if (await vault.Tokens.FindAsync(token, cancellationToken) is null)
        {
            return LogicalResponse.Invalid("token to revoke not found");
        }

        await vault.Tokens.RevokeOrphaningAsync(TokenText.Hash(token), cancellationToken);
        return null;
    }

    private async ValueTask<LogicalResponse?> RevokeAccessorAsync(LogicalRequest request, FieldData fields, CancellationToken cancellationToken)
    {
        if (fields.Text("accessor") is not { Length: > 0 } accessor)
        {
            return LogicalResponse.Failed(StatusCodes.Status400BadRequest, "missing accessor");
        }

        if (await vault.Tokens.FindByAccessorAsync(accessor, cancellationToken) is not { } entry)
        {
            return LogicalResponse.Failed(StatusCodes.Status400BadRequest, "invalid accessor");
        }

        await vault.Tokens.RevokeAsync(entry.Hash, cancellationToken);
        return null;
    }

    private static LogicalResponse? Problem(string token) => token switch
    {
        "" => LogicalResponse.Invalid("missing token ID"),
        _ when BatchTokens.IsBatch(token) => LogicalResponse.Invalid("batch tokens cannot be revoked"),
        _ => null,
    };
}

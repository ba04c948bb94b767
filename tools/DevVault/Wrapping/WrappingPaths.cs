using PenguinMails.DevVault.Core;
using PenguinMails.DevVault.Fields;
using PenguinMails.DevVault.Logical;
using PenguinMails.DevVault.Tokens;

namespace PenguinMails.DevVault.Wrapping;

/// <summary>sys/wrapping/…. That the token is a wrapping token has been checked before policies were.</summary>
internal sealed class WrappingPaths(ActiveVault vault)
{
    public IEnumerable<PathRoute> Routes() =>
    [
        new PathRoute("wrapping/wrap").On(Operation.Update, Wrap),
        new PathRoute("wrapping/lookup").Field("token", FieldType.Text).On(Operation.Update, LookUpAsync).On(Operation.Read, LookUpAsync),
        new PathRoute("wrapping/unwrap").Field("token", FieldType.Text).On(Operation.Update, UnwrapAsync),
        new PathRoute("wrapping/rewrap").Field("token", FieldType.Text).On(Operation.Update, RewrapAsync),
    ];

    private static ValueTask<LogicalResponse?> Wrap(LogicalRequest request, FieldData fields, CancellationToken cancellationToken) =>
        ValueTask.FromResult<LogicalResponse?>(request.WrapTtl > TimeSpan.Zero
            ? LogicalResponse.Of(request.Data ?? new(StringComparer.Ordinal))
            : LogicalResponse.Invalid("endpoint requires response wrapping to be used"));

    private async ValueTask<LogicalResponse?> LookUpAsync(LogicalRequest request, FieldData fields, CancellationToken cancellationToken)
    {
        var (token, _) = TokenOf(request, fields);
        return await vault.Wrapping.InfoAsync(TokenText.Hash(token), cancellationToken) is { } info ? LogicalResponse.Of(info) : null;
    }

    private async ValueTask<LogicalResponse?> UnwrapAsync(LogicalRequest request, FieldData fields, CancellationToken cancellationToken)
    {
        var (token, isThirdParty) = TokenOf(request, fields);
        var hash = TokenText.Hash(token);
        if (isThirdParty && !await SpendAsync(token, cancellationToken))
        {
            return LogicalResponse.Invalid(WrappingCheck.Invalid);
        }

        var answer = await vault.Wrapping.ReadAsync(hash, cancellationToken);
        if (isThirdParty)
        {
            await vault.Tokens.RevokeAsync(hash, cancellationToken);
        }

        return answer is null
            ? LogicalResponse.Invalid("no information found; wrapping token may be from a previous Vault version")
            : new() { Raw = answer.Body, StatusCode = answer.StatusCode };
    }

    private async ValueTask<LogicalResponse?> RewrapAsync(LogicalRequest request, FieldData fields, CancellationToken cancellationToken)
    {
        var (token, isThirdParty) = TokenOf(request, fields);
        if (isThirdParty && !await SpendAsync(token, cancellationToken))
        {
            return LogicalResponse.Invalid(WrappingCheck.Invalid);
        }

        return await vault.Wrapping.RewrapAsync(TokenText.Hash(token), cancellationToken) is { } wrap
            ? new() { Wrap = wrap }
            : LogicalResponse.Invalid("no information found; wrapping token may be from a previous Vault version");
    }

    /// <summary>Of several who hold the token only one gets to use it.</summary>
    private async ValueTask<bool> SpendAsync(string token, CancellationToken cancellationToken) =>
        await vault.Tokens.FindAsync(token, cancellationToken) is { } entry && await vault.Tokens.UseAsync(entry, cancellationToken) is not null;

    private static (string Token, bool IsThirdParty) TokenOf(LogicalRequest request, FieldData fields) =>
        fields.Text("token") is { Length: > 0 } token ? (token, true) : (request.ClientToken, false);
}

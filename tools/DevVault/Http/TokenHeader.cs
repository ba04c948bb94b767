using PenguinMails.DevVault.Logical;

namespace PenguinMails.DevVault.Http;

/// <summary>The client token: X-Vault-Token, or else a bearer token.</summary>
internal static class TokenHeader
{
    private const string Bearer = "Bearer ";

    public static string Read(IHeaderDictionary headers)
    {
        if (headers["X-Vault-Token"].ToString() is { Length: > 0 } token)
        {
            return token;
        }

        return headers.Authorization.FirstOrDefault(value => value?.StartsWith(Bearer, StringComparison.Ordinal) == true) is { } authorization
            ? authorization[Bearer.Length..].Trim()
            : string.Empty;
    }

    /// <summary>What follows the last dot names a namespace, of which there is one only, with no name.</summary>
    /// <exception cref="RefusedException">The token names a namespace.</exception>
    public static void Check(string token)
    {
        var bare = token.StartsWith("s.", StringComparison.Ordinal) || token.StartsWith("b.", StringComparison.Ordinal) ? token[2..] : token;
        var dot = bare.LastIndexOf('.');
        if (dot < 0 || dot == bare.Length - 1)
        {
            return;
        }

        // Two dots without a token's prefix make it look like a JWT, which is simply not a valid token.
        var isJwt = token.Count(character => character == '.') == 2 && token[1] != '.';
        throw isJwt
            ? new RefusedException(Refusal.PermissionDenied)
            : new RefusedException(Refusal.InvalidToken);
    }
}

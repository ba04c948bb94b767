using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace PenguinMails.ServiceDefaults;

/// <summary>How the services verify what Identity signs.</summary>
internal static class TokenVerification
{
    private const int KeyIdLength = 43; // a SHA-256 in base64url

    public static TokenValidationParameters Parameters(TokenRules rules, ITokenKeys keys, TimeProvider time) => new()
    {
        ValidIssuer = TokenRules.Issuer,
        ValidAudience = rules.Audience,
        ValidTypes = [rules.Type],
        ValidAlgorithms = [TokenRules.Algorithm],
        IssuerSigningKeyResolver = (_, _, keyId, _) => keyId is not null && keys.Find(keyId) is { } key ? [key] : [],
        TryAllIssuerSigningKeys = false,
        LifetimeValidator = (notBefore, expires, token, _) => IsAlive(rules, notBefore, expires, token, time.GetUtcNow().UtcDateTime),
        NameClaimType = ClaimNames.Email,
        RoleClaimType = ClaimNames.Role,
    };

    /// <summary>Reads the keys again when the token names one that is unknown.</summary>
    public static Task LearnKeyAsync(ITokenKeys keys, string token, CancellationToken cancellationToken) =>
        KeyIdOf(token) is { } keyId && keys.Find(keyId) is null ? keys.RefreshAsync(cancellationToken) : Task.CompletedTask;

    private static bool IsAlive(TokenRules rules, DateTime? notBefore, DateTime? expires, SecurityToken token, DateTime now) =>
        expires is { } end
        && now < end + TokenRules.ClockSkew
        && (notBefore is not { } start || now >= start - TokenRules.ClockSkew)
        && token is JsonWebToken { IssuedAt: var issued } && end - issued <= rules.LongestLifetime;

    private static string? KeyIdOf(string token)
    {
        try
        {
            return new JsonWebToken(token) is { Alg: TokenRules.Algorithm, Kid: { Length: KeyIdLength } keyId } ? keyId : null;
        }
        catch (Exception malformed) when (malformed is ArgumentException or SecurityTokenException)
        {
            return null;
        }
    }
}

using Microsoft.IdentityModel.JsonWebTokens;

namespace PenguinMails.ServiceDefaults;

/// <summary>Verifies step-up grants: tokens of Identity that are bound to one user and one session. Any service can, without asking Identity.</summary>
public sealed class StepUpGrants(ITokenKeys keys, TimeProvider time)
{
    /// <summary>How long a grant lasts: 5 minutes.</summary>
    public static readonly TimeSpan Lifetime = TokenRules.StepUp.LongestLifetime;

    private readonly JsonWebTokenHandler _handler = new() { MapInboundClaims = false };

    public async Task<bool> IsValidAsync(string? grant, Guid userId, Guid sessionId, CancellationToken cancellationToken)
    {
        if (string.IsNullOrEmpty(grant))
        {
            return false;
        }

        await TokenVerification.LearnKeyAsync(keys, grant, cancellationToken);
        var result = await _handler.ValidateTokenAsync(grant, TokenVerification.Parameters(TokenRules.StepUp, keys, time));
        return result.IsValid && Names(result.ClaimsIdentity, ClaimNames.UserId, userId) && Names(result.ClaimsIdentity, ClaimNames.SessionId, sessionId);
    }

    private static bool Names(System.Security.Claims.ClaimsIdentity identity, string claim, Guid id) =>
        Guid.TryParse(identity.FindFirst(claim)?.Value, out var named) && named == id;
}

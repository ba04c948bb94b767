using PenguinMails.Identity.SigningKeys;

namespace PenguinMails.Identity.SignIn;

/// <summary>Makes step-up grants.</summary>
internal sealed class StepUpTokens(TokenSigner signer, TimeProvider time)
{
    public async Task<PlainTextGrant> SignAsync(Guid userId, Guid sessionId, CancellationToken cancellationToken)
    {
        var expiresAt = DateTimeOffset.FromUnixTimeSeconds((time.GetUtcNow() + StepUpGrants.Lifetime).ToUnixTimeSeconds());
        var claims = new JsonObject { [ClaimNames.UserId] = userId.ToString(), [ClaimNames.SessionId] = sessionId.ToString() };
        return new PlainTextGrant(await signer.SignAsync(TokenRules.StepUp, claims, expiresAt, cancellationToken), expiresAt);
    }
}

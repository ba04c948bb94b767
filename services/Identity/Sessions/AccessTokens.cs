using PenguinMails.Identity.Configuration;
using PenguinMails.Identity.SigningKeys;

namespace PenguinMails.Identity.Sessions;

/// <summary>Makes access tokens. They are signed before the transaction that hands them out, so that none waits for Vault.</summary>
internal sealed class AccessTokens(TokenSigner signer, IOptions<IdentityOptions> options, TimeProvider time)
{
    /// <summary>Signs a person's token, which ends with the session at the latest.</summary>
    /// <param name="vouchers">Who vouched for the account lately.</param>
    public Task<PlainTextAccessToken> SignAsync(
        User user, IReadOnlyList<Voucher> vouchers, Guid sessionId, DateTimeOffset sessionEndsAt, CancellationToken cancellationToken)
    {
        var claims = new JsonObject { [ClaimNames.UserId] = user.UserId.ToString(), [ClaimNames.Email] = user.Email, [ClaimNames.Role] = user.Role };
        if (user.TenantId is { } tenantId)
        {
            claims[ClaimNames.TenantId] = tenantId.ToString();
        }

        if (vouchers is not [])
        {
            claims[ClaimNames.Vouchers] = new JsonArray([.. vouchers.Select(voucher => JsonValue.Create($"{voucher}"))]);
        }

        return SignAsync(claims, sessionId, sessionEndsAt, cancellationToken);
    }

    /// <summary>Signs a token that says this, besides its session and its times.</summary>
    public async Task<PlainTextAccessToken> SignAsync(JsonObject claims, Guid sessionId, DateTimeOffset sessionEndsAt, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var limit = now + options.Value.AccessTokenLifetime;
        var expiresAt = limit < sessionEndsAt ? limit : sessionEndsAt;
        claims[ClaimNames.SessionId] = sessionId.ToString();
        var token = await signer.SignAsync(TokenRules.Access, claims, expiresAt, cancellationToken);
        return new PlainTextAccessToken(sessionId, sessionEndsAt, token, expiresAt, expiresAt - now);
    }
}

/// <summary>A signed access token that nobody has yet.</summary>
/// <param name="SessionId">The session.</param>
/// <param name="SessionEndsAt">When the session ends.</param>
/// <param name="Token">The token.</param>
/// <param name="ExpiresAt">When the token ends.</param>
/// <param name="Lifetime">How long it is valid from its signature on.</param>
internal sealed record PlainTextAccessToken(Guid SessionId, DateTimeOffset SessionEndsAt, string Token, DateTimeOffset ExpiresAt, TimeSpan Lifetime)
{
    public override string ToString() => "access token (redacted)";
}

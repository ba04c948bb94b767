namespace PenguinMails.Identity.Sessions;

/// <summary>The answer to sign-in and refresh.</summary>
/// <param name="AccessToken">Send it as <c>Authorization: Bearer …</c>.</param>
/// <param name="RefreshToken">Works once, at <c>/api/v1/auth/refresh</c>; using it again ends the session.</param>
/// <param name="ExpiresIn">Seconds until the access token expires.</param>
/// <param name="User">Who signed in.</param>
[Example("""{"accessToken":"eyJhbGciOiJFUzI1NiIs…","refreshToken":"b2xk…","expiresIn":900,"user":{"email":"owner@acme.example","role":"tenant_owner","tenantId":"550e8400-e29b-41d4-a716-446655440000"}}""")]
public sealed record PlainTextTokens(string AccessToken, string RefreshToken, int ExpiresIn, UserView User)
{
    public override string ToString() => "tokens (redacted)";
}

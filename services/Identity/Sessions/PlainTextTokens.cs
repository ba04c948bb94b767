using PenguinMails.Identity.Users;

namespace PenguinMails.Identity.Sessions;

/// <summary>The answer to sign-in and refresh.</summary>
/// <param name="AccessToken">Send it as <c>Authorization: Bearer …</c>.</param>
/// <param name="RefreshToken">Works once, at <c>/api/v1/auth/refresh</c>; using it again ends the session.</param>
/// <param name="ExpiresIn">Seconds until the access token expires.</param>
/// <param name="User">Who signed in.</param>
public sealed record PlainTextTokens(string AccessToken, string RefreshToken, int ExpiresIn, UserView User)
{
    public override string ToString() => "tokens (redacted)";
}

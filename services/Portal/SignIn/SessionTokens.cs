using PenguinMails.Portal.Sessions;

namespace PenguinMails.Portal.SignIn;

/// <summary>The tokens of a request's session, refreshed when the access token is about to end.</summary>
internal sealed class SessionTokens(SessionStore sessions, TokenRefresh refresh)
{
    /// <returns>A session whose access token is valid; null when there is none any more.</returns>
    /// <exception cref="HttpRequestException">The API cannot refresh it now; the session goes on.</exception>
    public async Task<PlainTextSession?> FindAsync(PlainTextSessionSecret secret, HttpContext browser)
    {
        var session = await sessions.FindAsync(secret, browser.RequestAborted);
        return session is null || refresh.IsFresh(session) ? session : await refresh.RunAsync(secret, BrowserHeaders.Of(browser)).WaitAsync(browser.RequestAborted);
    }
}

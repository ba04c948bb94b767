using System.Net;
using PenguinMails.Portal.Sessions;

namespace PenguinMails.Portal.SignIn;

/// <summary>The tokens of a request's session, refreshed when the access token is about to end.</summary>
internal sealed class SessionTokens(SessionStore sessions, IServiceProvider services, TimeProvider time)
{
    private static readonly TimeSpan Margin = TimeSpan.FromSeconds(30);

    /// <returns>A session whose access token is valid; null when there is none any more.</returns>
    /// <exception cref="HttpRequestException">The API cannot refresh it now; the session goes on.</exception>
    public async Task<PlainTextSession?> FindAsync(PlainTextSessionSecret secret, HttpContext browser)
    {
        var session = await sessions.FindAsync(secret, browser.RequestAborted);
        return session is null || IsFresh(session) ? session : await sessions.ChangeAsync(secret, current => RefreshAsync(current, browser));
    }

    private async Task<PlainTextSession?> RefreshAsync(PlainTextSession session, HttpContext browser)
    {
        if (IsFresh(session))
        {
            return session; // another request was faster
        }

        // A refresh token works once: a refresh that has begun is finished, whether the browser waits for it or not.
        using var response = await services.GetRequiredService<GatewayClient>()
            .PostAsync("refresh", new { session.RefreshToken }, accessToken: null, browser, CancellationToken.None);
        if (response.StatusCode == HttpStatusCode.Unauthorized)
        {
            return null;
        }

        response.EnsureSuccessStatusCode();
        return await PlainTextTokens.ReadAsync(response, time.GetUtcNow(), CancellationToken.None) with { Grant = session.Grant, GrantEndsAt = session.GrantEndsAt };
    }

    private bool IsFresh(PlainTextSession session) => session.AccessEndsAt > time.GetUtcNow() + Margin;
}

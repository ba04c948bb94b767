using PenguinMails.Portal.Sessions;

namespace PenguinMails.Portal.SignIn;

/// <summary>Ends a session: here, and for every service.</summary>
internal sealed class SignOut(SessionStore sessions, SessionTokens tokens, SessionEnd end, UntoldSignOuts untold)
{
    /// <returns>
    /// False when the API could not be told yet: it is told later. Until then nobody can use the session either, as its tokens are in this process alone.
    /// </returns>
    public async Task<bool> EndAsync(PlainTextSessionSecret secret, HttpContext browser)
    {
        var session = await FindAsync(secret, browser);
        await sessions.EndAsync(secret, CancellationToken.None);
        if (session is null)
        {
            return true;
        }

        var ending = new EndingSession(session, BrowserHeaders.Of(browser));
        if (await end.TryTellAsync(ending, CancellationToken.None))
        {
            return true;
        }

        untold.Add(ending);
        return false;
    }

    private async Task<PlainTextSession?> FindAsync(PlainTextSessionSecret secret, HttpContext browser)
    {
        try
        {
            return await tokens.FindAsync(secret, browser);
        }
        catch (HttpRequestException)
        {
            return await sessions.FindAsync(secret, CancellationToken.None); // with tokens that have run out
        }
    }
}

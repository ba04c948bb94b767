using PenguinMails.Portal.Sessions;

namespace PenguinMails.Portal.SignIn;

/// <summary>Ends a session: here, and for every service.</summary>
internal sealed class SignOut(EndedSessions ended, SessionEnd end, UntoldSignOuts untold)
{
    /// <returns>False when the API could not be told yet: it is told later. Until then nobody can use the session either, as its tokens are gone.</returns>
    public async Task<bool> EndAsync(PlainTextSessionSecret secret, HttpContext browser)
    {
        if (await ended.AddAsync(secret) is not { } tokenHash)
        {
            return true;
        }

        if (await end.TryTellAsync(tokenHash, BrowserHeaders.Of(browser), CancellationToken.None))
        {
            await ended.ForgetAsync(tokenHash, CancellationToken.None);
            return true;
        }

        untold.WakeUpSoon();
        return false;
    }
}

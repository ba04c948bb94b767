using PenguinMails.Portal.Sessions;

namespace PenguinMails.Portal.SignIn;

/// <summary>Ends a session: here, and for every service.</summary>
internal sealed class SignOut(SessionStore sessions, SessionTokens tokens, GatewayClient api, ILogger<SignOut> log)
{
    /// <remarks>Where the API cannot be asked, the session ends here all the same: its tokens are destroyed with it, and nobody else has them.</remarks>
    public async Task EndAsync(PlainTextSessionSecret secret, HttpContext browser)
    {
        try
        {
            if (await tokens.FindAsync(secret, browser) is { } session)
            {
                using var response = await api.PostAsync("sign-out", body: null, session.AccessToken, browser, CancellationToken.None);
                if (!response.IsSuccessStatusCode)
                {
                    Log.SignOutNotTold(log, ((int)response.StatusCode).ToString(CultureInfo.InvariantCulture));
                }
            }
        }
        catch (Exception away) when (away is HttpRequestException or TaskCanceledException)
        {
            Log.SignOutNotTold(log, away.GetType().Name);
        }

        await sessions.EndAsync(secret, CancellationToken.None);
    }
}

namespace PenguinMails.Portal.SignIn;

/// <summary>Tells the API that a session has ended, by the hash of its refresh token: no token has to be kept for that.</summary>
internal sealed class SessionEnd(IServiceProvider services, ILogger<SessionEnd> log)
{
    /// <param name="tokenHash">SHA-256 of the session's last refresh token.</param>
    /// <param name="browser">Whose it was; null when that is not known any more.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>Whether the API knows it; false when it makes sense to tell it again.</returns>
    public async Task<bool> TryTellAsync(byte[] tokenHash, BrowserHeaders? browser, CancellationToken cancellationToken)
    {
        try
        {
            var body = new { RefreshTokenHash = Convert.ToHexStringLower(tokenHash) };
            using var response = await services.GetRequiredService<GatewayClient>()
                .PostAsync("sessions/end", body, accessToken: null, browser ?? BrowserHeaders.Unknown, cancellationToken);
            response.EnsureSuccessStatusCode();
            return true;
        }
        catch (Exception away) when (away is HttpRequestException || (away is TaskCanceledException && !cancellationToken.IsCancellationRequested))
        {
            Log.SignOutNotTold(log, away.GetType().Name);
            return false;
        }
    }
}

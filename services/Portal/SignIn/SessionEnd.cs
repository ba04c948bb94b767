using System.Net;
using PenguinMails.Portal.Sessions;

namespace PenguinMails.Portal.SignIn;

/// <summary>A session that has ended in the portal, and whose it was.</summary>
internal sealed class EndingSession(PlainTextSession session, BrowserHeaders browser)
{
    /// <summary>With its newest tokens.</summary>
    public PlainTextSession Session { get; set; } = session;

    public BrowserHeaders Browser => browser;
}

/// <summary>Tells the API that a session has ended.</summary>
internal sealed class SessionEnd(IServiceProvider services, TimeProvider time, ILogger<SessionEnd> log)
{
    /// <returns>Whether the API knows it; false when it makes sense to tell it again.</returns>
    public async Task<bool> TryTellAsync(EndingSession ending, CancellationToken cancellationToken)
    {
        try
        {
            return await TellAsync(ending, cancellationToken);
        }
        catch (Exception away) when (away is HttpRequestException or JsonException || (away is TaskCanceledException && !cancellationToken.IsCancellationRequested))
        {
            Log.SignOutNotTold(log, away.GetType().Name);
            return false;
        }
    }

    private async Task<bool> TellAsync(EndingSession ending, CancellationToken cancellationToken)
    {
        var api = services.GetRequiredService<GatewayClient>();
        if (!ending.Session.IsValid(time.GetUtcNow()))
        {
            // The row is gone: nobody else refreshes it.
            if (await api.RefreshAsync(ending.Session, ending.Browser, cancellationToken) is not { } refreshed)
            {
                return true;
            }

            ending.Session = refreshed;
        }

        using var response = await api.PostAsync("sign-out", body: null, ending.Session.AccessToken, ending.Browser, cancellationToken);
        if (response.StatusCode != HttpStatusCode.Unauthorized)
        {
            response.EnsureSuccessStatusCode();
        }

        return true;
    }
}

using System.Collections.Concurrent;
using PenguinMails.Portal.Sessions;

namespace PenguinMails.Portal.SignIn;

/// <summary>
/// Refreshes sessions. A refresh token works once, so all requests of all instances wait for one refresh, which is finished and kept even
/// if they have gone. Nobody holds a connection of the database while the API is asked.
/// </summary>
internal sealed class TokenRefresh(RefreshClaims claims, SessionStore sessions, IServiceProvider services, TimeProvider time, ILogger<TokenRefresh> log)
    : IAsyncDisposable
{
    private static readonly TimeSpan Margin = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LastWait = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan KeepingTime = TimeSpan.FromMinutes(2);

    private readonly ConcurrentDictionary<string, Lazy<Task<PlainTextSession?>>> _running = new(StringComparer.Ordinal);

    /// <summary>Whether a session needs no refresh.</summary>
    public bool IsFresh(PlainTextSession session) => session.AccessEndsAt > time.GetUtcNow() + Margin;

    /// <returns>The refreshed session; null when there is none any more.</returns>
    /// <exception cref="HttpRequestException">The API cannot refresh it now; the session goes on.</exception>
    public Task<PlainTextSession?> RunAsync(PlainTextSessionSecret secret, BrowserHeaders browser)
    {
        var id = Convert.ToHexString(secret.Id);
        return _running.GetOrAdd(id, _ => new Lazy<Task<PlainTextSession?>>(() => Task.Run(() => RunToEndAsync(id, secret, browser)))).Value;
    }

    /// <summary>Finishes what was begun. If the process dies instead, another one repeats it.</summary>
    public async ValueTask DisposeAsync() => await ((Task)Task.WhenAll(_running.Values.Select(running => running.Value)))
        .WaitAsync(LastWait, time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

    private async Task<PlainTextSession?> RunToEndAsync(string id, PlainTextSessionSecret secret, BrowserHeaders browser)
    {
        try
        {
            return await RefreshAsync(secret, browser);
        }
        finally
        {
            _running.TryRemove(id, out _);
        }
    }

    private async Task<PlainTextSession?> RefreshAsync(PlainTextSessionSecret secret, BrowserHeaders browser)
    {
        var begun = time.GetTimestamp();
        while (true)
        {
            switch (await claims.TakeAsync(secret, IsFresh))
            {
                case RefreshTurn.Done { Session: var session }:
                    return session;
                case RefreshTurn.Failed { Session: var session }:
                    return IsValid(session) ? session : throw new HttpRequestException("A refresh has failed a moment ago.");
                case RefreshTurn.Others { Session: var session } when IsValid(session) && time.GetElapsedTime(begun) > Patience:
                    return session;
                case RefreshTurn.Others:
                    await Task.Delay(PollInterval, time);
                    break;
                case RefreshTurn.Own own:
                    if (await AskAsync(secret, own, browser) is { } answered)
                    {
                        return answered;
                    }

                    break; // it has ended, or somebody else took the turn
                default:
                    return null;
            }
        }
    }

    private async Task<PlainTextSession?> AskAsync(PlainTextSessionSecret secret, RefreshTurn.Own turn, BrowserHeaders browser)
    {
        PlainTextSession? refreshed;
        try
        {
            refreshed = await services.GetRequiredService<GatewayClient>().RefreshAsync(turn.Session, secret, browser, CancellationToken.None);
        }
        catch (Exception failure) when (failure is HttpRequestException or TaskCanceledException or JsonException)
        {
            Log.RefreshFailed(log, failure.GetType().Name);
            await claims.FailAsync(secret, turn.Claim);
            return IsValid(turn.Session) ? turn.Session : throw new HttpRequestException("The API did not refresh the session.", failure);
        }

        if (refreshed is null)
        {
            await sessions.EndAsync(secret, CancellationToken.None);
            return null;
        }

        return await KeepAsync(secret, turn.Claim, refreshed);
    }

    // The former token is used up: what is not kept must be asked for again, and soon.
    private async Task<PlainTextSession?> KeepAsync(PlainTextSessionSecret secret, Guid claim, PlainTextSession refreshed)
    {
        var begun = time.GetTimestamp();
        while (true)
        {
            try
            {
                return await claims.KeepAsync(secret, claim, refreshed);
            }
            catch (Exception away) when (away.IsPostgresAway() && time.GetElapsedTime(begun) < KeepingTime)
            {
                await Task.Delay(PollInterval, time);
            }
        }
    }

    // Near its end a token still serves, where it cannot be replaced.
    private bool IsValid(PlainTextSession session) => session.IsValid(time.GetUtcNow());
}

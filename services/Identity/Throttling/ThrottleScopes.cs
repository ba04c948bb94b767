using PenguinMails.Identity.Configuration;
using PenguinMails.Identity.Credentials;

namespace PenguinMails.Identity.Throttling;

/// <summary>
/// Decides what an attempt is counted under (docs/adr/0030-throttling.md). A live session is counted by itself. A sign-in is
/// counted for its address from its source; for its source; and, unless the user has signed in from there before, for its address. Unknown
/// addresses are counted like known ones.
/// </summary>
internal sealed class ThrottleScopes(IOptions<IdentityOptions> options)
{
    // Several people may share a source, and several sources may be one person's.
    private const int SharedFactor = 4;

    // Guesses from many sources are slow to come together.
    private const int AccountWindowFactor = 12;

    // Whoever signs in from a new place must find a gap soon.
    private const int AccountPauseDivisor = 5;

    private static readonly TimeSpan LongestWindow = TimeSpan.FromDays(1);

    public async Task<AttemptScopes> OfAsync(DatabaseTransaction read, PlainTextAttempt attempt, User? user)
    {
        if (attempt.SessionId is { } sessionId)
        {
            return new AttemptScopes([Own("session", $"session\n{sessionId}")], IsTrusted: true);
        }

        var source = SourceNetwork.Of(attempt.IpAddress);
        var isKnown = user is not null && await read.IsKnownSourceAsync(user.UserId, source);
        var settings = options.Value;
        return new AttemptScopes(
            [
                Own("account_from_source", $"pair\n{source}\n{attempt.Email}"),
                new("source", KeyOf($"source\n{source}"), settings.MaxFailures * SharedFactor, settings.FailureWindow, settings.LockoutDuration)
                {
                    Refuses = !isKnown,
                },
                .. isKnown ? Array.Empty<ThrottleScope>() : [Account(attempt.Email)],
            ],
            isKnown);
    }

    private ThrottleScope Own(string name, string key) =>
        new(name, KeyOf(key), options.Value.MaxFailures, options.Value.FailureWindow, options.Value.LockoutDuration) { IsResetBySuccess = true };

    private ThrottleScope Account(string email)
    {
        var settings = options.Value;
        var window = settings.FailureWindow * AccountWindowFactor;
        return new ThrottleScope(
            "account",
            KeyOf($"account\n{email}"),
            settings.MaxFailures * SharedFactor,
            window < LongestWindow ? window : LongestWindow,
            settings.LockoutDuration / AccountPauseDivisor);
    }

    private static byte[] KeyOf(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));
}

using PenguinMails.Identity.Configuration;

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

    /// <summary>The scopes of a step-up.</summary>
    public AttemptScopes Of(Guid sessionId) => new([Own("session", $"session\n{sessionId}")], IsTrusted: true);

    /// <summary>
    /// The scopes of a program's sign-in. Nothing is counted across sources: secrets of programs are made by the platform and cannot be guessed, so that
    /// such a count could only keep a program out from elsewhere.
    /// </summary>
    /// <param name="read">For the sources that are known.</param>
    /// <param name="name">The name given.</param>
    /// <param name="source">Where the attempt comes from.</param>
    /// <param name="clientId">Which program has the name; null when none has.</param>
    public async Task<AttemptScopes> OfClientAsync(DatabaseTransaction read, string name, string source, Guid? clientId)
    {
        var isKnown = clientId is { } id && await read.IsKnownClientSourceAsync(id, source);
        return new AttemptScopes([Own("client_from_source", $"client\n{source}\n{name}"), Source(source, isKnown)], isKnown);
    }

    /// <summary>The scopes of a sign-in.</summary>
    /// <param name="read">For the sources that are known.</param>
    /// <param name="email">The address given.</param>
    /// <param name="source">Where the attempt comes from.</param>
    /// <param name="user">Who has the address; null when nobody has.</param>
    public async Task<AttemptScopes> OfAsync(DatabaseTransaction read, string email, string source, User? user)
    {
        var isKnown = user is not null && await read.IsKnownSourceAsync(user.UserId, source);
        return new AttemptScopes(
            [
                Own("account_from_source", $"pair\n{source}\n{email}") with { AccountHash = KeyOf(email) },
                Source(source, isKnown),
                .. isKnown ? Array.Empty<ThrottleScope>() : [Account(email)],
            ],
            isKnown);
    }

    private ThrottleScope Own(string name, string key) =>
        new(name, KeyOf(key), options.Value.MaxFailures, options.Value.FailureWindow, options.Value.LockoutDuration) { IsResetBySuccess = true };

    private ThrottleScope Source(string source, bool isKnown)
    {
        var settings = options.Value;
        return new("source", KeyOf($"source\n{source}"), settings.MaxFailures * SharedFactor, settings.FailureWindow, settings.LockoutDuration)
        {
            Refuses = !isKnown,
        };
    }

    private ThrottleScope Account(string email)
    {
        var settings = options.Value;
        var window = settings.FailureWindow * AccountWindowFactor;
        return new ThrottleScope(
            "account",
            KeyOf($"account\n{email}"),
            settings.MaxFailures * SharedFactor,
            window < LongestWindow ? window : LongestWindow,
            settings.LockoutDuration / AccountPauseDivisor)
        {
            AccountHash = KeyOf(email),
        };
    }

    private static byte[] KeyOf(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));
}

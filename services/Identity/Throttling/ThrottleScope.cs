namespace PenguinMails.Identity.Throttling;

/// <summary>Something that failures are counted under, and what follows from them.</summary>
/// <param name="Name">As audit records name it.</param>
/// <param name="Key">The row of its counter.</param>
/// <param name="MaxFailures">This many failures within the window begin a pause.</param>
/// <param name="Window">The time over which failures are counted.</param>
/// <param name="LongestPause">The first pause is a sixteenth of it; each further failure doubles the next one up to it.</param>
internal sealed record ThrottleScope(string Name, byte[] Key, int MaxFailures, TimeSpan Window, TimeSpan LongestPause)
{
    /// <summary>Whether its pause refuses this attempt. Failures are counted either way.</summary>
    public bool Refuses { get; init; } = true;

    /// <summary>The hash of the address whose sign-ins it holds up; null when it is nobody's in particular.</summary>
    public byte[]? AccountHash { get; init; }

    /// <summary>Whether a success of this attempt shows that its failures were the user's own.</summary>
    public bool IsResetBySuccess { get; init; }
}

/// <summary>What one attempt is counted under.</summary>
/// <param name="All">Always in the order in which their rows are locked.</param>
/// <param name="IsTrusted">Whether it comes from a live session, or from where the user has signed in before.</param>
internal sealed record AttemptScopes(IReadOnlyList<ThrottleScope> All, bool IsTrusted);

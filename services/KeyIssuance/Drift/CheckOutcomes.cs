namespace PenguinMails.KeyIssuance.Drift;

/// <summary>How a check of a server ended.</summary>
public static class CheckOutcomes
{
    /// <summary>The check was complete and found nothing.</summary>
    public const string InOrder = "in_order";

    /// <summary>There are findings.</summary>
    public const string Drift = "drift";

    /// <summary>An operation was changing the server; it is checked again soon.</summary>
    public const string Incomplete = "incomplete";

    /// <summary>The server shows another host key than the pinned one; nothing was sent to it.</summary>
    public const string HostKeyChanged = "host_key_changed";
}

/// <summary>How a check ended, and what it says of the server's reachability.</summary>
/// <param name="Outcome">One of <see cref="CheckOutcomes"/>, or the code of what stood in the way.</param>
/// <param name="Detail">What stood in the way, in plain words; null when nothing did.</param>
internal sealed record CheckResult(string Outcome, string? Detail)
{
    /// <summary>The server could not be reached at all.</summary>
    public bool IsUnreachable { get; init; }

    /// <summary>Whether the check was complete.</summary>
    public bool IsWhole => Outcome is CheckOutcomes.InOrder or CheckOutcomes.Drift;
}

using System.Text.RegularExpressions;

namespace PenguinMails.Ssh;

/// <summary>What a server says of itself when a connection begins, such as <c>SSH-2.0-OpenSSH_9.2p1 Debian-2</c>, and what follows from that.</summary>
/// <param name="Banner">The line as it came.</param>
public sealed partial record SshServerVersion(string Banner)
{
    /// <summary>
    /// Whether <c>expiry-time</c> takes a time in UTC. Before 9.1 OpenSSH rejects the form with <c>Z</c>, before 7.7 the option, and then
    /// the whole line; of other servers it is not known.
    /// </summary>
    public bool TakesExpiryInUtc =>
        OpenSsh().Match(Banner) is { Success: true } match
        && int.TryParse(match.Groups["major"].ValueSpan, out var major) && int.TryParse(match.Groups["minor"].ValueSpan, out var minor)
        && (major, minor).CompareTo((9, 1)) >= 0;

    public override string ToString() => Banner;

    [GeneratedRegex(@"^SSH-[0-9.]+-OpenSSH_(?<major>[0-9]{1,4})\.(?<minor>[0-9]{1,4})", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex OpenSsh();
}

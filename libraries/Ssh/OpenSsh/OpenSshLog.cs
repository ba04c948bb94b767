using System.Text.RegularExpressions;

namespace PenguinMails.Ssh;

/// <summary>
/// What the log of one ssh process (LogLevel DEBUG1, OpenSSH 8.5 and later) says about a connection so far. Only whole lines that
/// ssh itself writes count: text of a server never stands at the beginning of one. What is not recognised says nothing about a key.
/// </summary>
internal sealed partial class OpenSshLog(string username)
{
    private static readonly (string Text, SshTroubleKind Kind, string Reason)[] Troubles =
    [
        ("Connection refused", SshTroubleKind.ConnectionRefused, "the connection was refused: no SSH server listens there"),
        ("No route to host", SshTroubleKind.NoRoute, "there is no route to the server"),
        ("Network is unreachable", SshTroubleKind.NoRoute, "the server's network cannot be reached"),
        ("Could not resolve hostname", SshTroubleKind.NameNotResolved, "the server's name could not be resolved"),
        ("timed out", SshTroubleKind.Timeout, "the server did not answer in time"),
        ("Timeout, server", SshTroubleKind.Timeout, "the server stopped answering"),
        ("Unable to negotiate", SshTroubleKind.NotSsh, "the server has no algorithm in common with this client"),
        ("kex_exchange_identification: banner line contains", SshTroubleKind.NotSsh, "what answers there does not speak SSH"),
        ("Protocol major versions differ", SshTroubleKind.NotSsh, "what answers there speaks an SSH that is no longer accepted"),
        ("Connection reset", SshTroubleKind.ConnectionClosed, "the server reset the connection"),
        ("Connection closed", SshTroubleKind.ConnectionClosed, "the server closed the connection"),
        ("Broken pipe", SshTroubleKind.ConnectionClosed, "the connection was lost"),
        ("Received disconnect", SshTroubleKind.ConnectionClosed, "the server ended the connection"),
    ];

    private string? _seenFingerprint;
    private bool _wrongHostKey;
    private bool _denied;
    private (SshTroubleKind Kind, string Reason)? _trouble;
    private string _lastMessage = "nothing";

    /// <summary>The TCP connection stands.</summary>
    public bool IsConnected { get; private set; }

    /// <summary>The server is willing to take a signature by the key.</summary>
    public bool AcceptsKey { get; private set; }

    /// <summary>The login succeeded.</summary>
    public bool IsAuthenticated { get; private set; }

    /// <summary>The control socket takes commands.</summary>
    public bool IsReady { get; private set; }

    /// <summary>The key exchange ended with a host key that may be spoken with.</summary>
    public bool IsHostKeyKnown { get; private set; }

    public void Read(string line)
    {
        if (IsAuthenticated)
        {
            // From here on the server's own output stands between ssh's lines.
            IsReady |= line == "debug1: Entering interactive session.";
            return;
        }

        IsConnected |= line == "debug1: Connection established.";
        IsHostKeyKnown |= line == "debug1: SSH2_MSG_NEWKEYS received";
        IsAuthenticated = line.StartsWith("Authenticated to ", StringComparison.Ordinal);
        AcceptsKey |= IsAuthenticated || line.StartsWith("debug1: Server accepts key: ", StringComparison.Ordinal);
        _wrongHostKey |= line == "Host key verification failed." || line.Contains("no matching host key type found", StringComparison.Ordinal);
        _denied |= IsDenial(line);
        if (ServerHostKey().Match(line) is { Success: true } match)
        {
            _seenFingerprint = match.Groups["fingerprint"].Value;
        }

        if (!line.StartsWith("debug1: ", StringComparison.Ordinal) && _trouble is null)
        {
            _lastMessage = line;
            var found = Troubles.FirstOrDefault(trouble => line.Contains(trouble.Text, StringComparison.Ordinal));
            _trouble = found.Text is null ? null : (found.Kind, found.Reason);
        }
    }

    /// <summary>The answer, once the process has ended or has said enough.</summary>
    /// <param name="accepted">What the caller wanted to see has been seen.</param>
    /// <param name="expected">The pinned host key.</param>
    public SshAnswer ToAnswer(bool accepted, PublicKey expected)
    {
        if (accepted)
        {
            return new SshAnswer.Accepted();
        }

        if (_wrongHostKey)
        {
            return new SshAnswer.HostKeyChanged(_seenFingerprint) { ExpectedFingerprint = expected.Fingerprint };
        }

        return _denied ? new SshAnswer.Refused() : new SshAnswer.Unreachable(Trouble.Reason) { Kind = Trouble.Kind };
    }

    public void TimedOut(TimeSpan limit) => _trouble ??= (
        SshTroubleKind.Timeout,
        IsConnected
            ? $"the server took the connection but did not finish the handshake within {limit.TotalSeconds:0.#} s"
            : $"the server did not answer within {limit.TotalSeconds:0.#} s");

    public (SshTroubleKind Kind, string Reason) Trouble => _trouble ?? (IsAuthenticated
        ? (SshTroubleKind.ConnectionClosed, "the server closed the connection after the login")
        : (SshTroubleKind.Other, $"the ssh client says: {_lastMessage}"));

    // "user@host: Permission denied (publickey)." Some servers end the connection instead when the last attempt that they allow failed.
    private bool IsDenial(string line) =>
        IsHostKeyKnown
        && ((line.StartsWith($"{username}@", StringComparison.Ordinal) && line.Contains(": Permission denied (", StringComparison.Ordinal))
            || (line.StartsWith("Received disconnect from ", StringComparison.Ordinal)
                && line.EndsWith(":2: Too many authentication failures", StringComparison.Ordinal)));

    [GeneratedRegex(@"^debug1: Server host key: \S+ (?<fingerprint>SHA256:[A-Za-z0-9+/]{43})", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex ServerHostKey();
}

namespace PenguinMails.Ssh;

/// <summary>A server's answer to a key. A lost connection is never taken for a refusal, nor a refusal for a lost connection.</summary>
public abstract record SshAnswer
{
    private SshAnswer() { }

    /// <summary>The server accepted the key.</summary>
    public sealed record Accepted : SshAnswer;

    /// <summary>The server showed the pinned host key and rejected the key explicitly.</summary>
    public sealed record Refused : SshAnswer;

    /// <summary>The server accepted the key, but the account ran no command, so no session can be used.</summary>
    /// <param name="Said">What the server said instead, one line; empty when it said nothing.</param>
    /// <param name="ExitCode">How the account's shell ended; null when it did not end in time, or by a signal.</param>
    public sealed record Unusable(string Said, int? ExitCode) : SshAnswer;

    /// <summary>The server showed another host key; no user name and no key was sent to it.</summary>
    /// <param name="SeenFingerprint">The fingerprint of that key.</param>
    public sealed record HostKeyChanged(string? SeenFingerprint) : SshAnswer
    {
        /// <summary>The fingerprint of the pinned key.</summary>
        public string? ExpectedFingerprint { get; init; }
    }

    /// <summary>The server gave no answer to the key.</summary>
    /// <param name="Reason">The cause as the end of a sentence ("the server did not answer in time").</param>
    public sealed record Unreachable(string Reason) : SshAnswer
    {
        /// <summary>The cause.</summary>
        public SshTroubleKind Kind { get; init; } = SshTroubleKind.Other;
    }
}

/// <summary>An opened session, or why there is none.</summary>
public abstract record SshOpening
{
    private SshOpening() { }

    public sealed record Opened(ISshSession Session) : SshOpening;

    /// <param name="Answer">Anything but <see cref="SshAnswer.Accepted"/>.</param>
    public sealed record NotOpened(SshAnswer Answer) : SshOpening;
}

/// <summary>The host key of a server that is not pinned yet.</summary>
public abstract record HostKeyScan
{
    private HostKeyScan() { }

    /// <param name="HostKey">Its Ed25519 key, or its next best. Unverified: an administrator must compare it.</param>
    public sealed record Found(PublicKey HostKey) : HostKeyScan;

    /// <param name="Reason">The cause as the end of a sentence.</param>
    /// <param name="Kind">The cause.</param>
    public sealed record Unreachable(string Reason, SshTroubleKind Kind) : HostKeyScan;
}

/// <summary>
/// Connects to servers. Every connection checks the pinned host key. Each behaviour of a server is an answer; an exception means that the
/// private key cannot be read (<see cref="FormatException"/>) or that the call was cancelled.
/// </summary>
public interface ISshConnector
{
    /// <summary>Logs in, runs a command that changes nothing, and logs out again.</summary>
    Task<SshAnswer> TryLoginAsync(SshEndpoint endpoint, SshIdentity identity, CancellationToken cancellationToken);

    /// <summary>
    /// Asks the server whether it accepts a key, with the public half alone: the server answers before a signature
    /// (RFC 4252, 7: SSH_MSG_USERAUTH_PK_OK or SSH_MSG_USERAUTH_FAILURE).
    /// </summary>
    Task<SshAnswer> OfferAsync(SshEndpoint endpoint, string username, PublicKey publicKey, CancellationToken cancellationToken);

    /// <summary>Logs in once; the session's commands share the connection. Dispose it to end the connection.</summary>
    Task<SshOpening> OpenAsync(SshEndpoint endpoint, SshIdentity identity, CancellationToken cancellationToken);

    /// <summary>Fetches the host key of a server that is not pinned yet.</summary>
    /// <exception cref="ArgumentException">The address or port is not one.</exception>
    Task<HostKeyScan> ScanHostKeyAsync(string address, int port, CancellationToken cancellationToken);
}

/// <summary>An open connection.</summary>
public interface ISshSession : IAsyncDisposable
{
    /// <summary>What the server says of itself.</summary>
    SshServerVersion Version { get; }

    /// <summary>Runs a POSIX shell script as root: directly when the account is root, through sudo otherwise.</summary>
    /// <param name="script">The script. It is no part of a command line, and runs only when it has arrived whole.</param>
    /// <param name="cancellationToken">Ends the script on the server, and the session.</param>
    /// <returns>The script's standard output.</returns>
    /// <exception cref="SshCommandException">The connection was lost, the script timed out (which ends the session), or it exited with another code than 0.</exception>
    Task<string> RunAsRootAsync(string script, CancellationToken cancellationToken);
}

namespace PenguinMails.Ssh;

/// <summary>How a server answered a key. A dropped connection is never taken for a refusal, nor the other way round.</summary>
public abstract record SshAnswer
{
    private SshAnswer()
    {
    }

    /// <summary>The server accepted the key.</summary>
    public sealed record Accepted : SshAnswer;

    /// <summary>The server was reached, showed the pinned host key, and refused the key in so many words.</summary>
    public sealed record Refused : SshAnswer;

    /// <summary>The server showed another host key; no user name and no key was sent to it.</summary>
    /// <param name="SeenFingerprint">What it showed; null when it has no key of the pinned kind at all.</param>
    public sealed record HostKeyChanged(string? SeenFingerprint) : SshAnswer
    {
        /// <summary>The pinned one.</summary>
        public string? ExpectedFingerprint { get; init; }
    }

    /// <summary>Nothing can be said about the key.</summary>
    /// <param name="Reason">Why, in plain words, as the end of a sentence ("the server did not answer in time").</param>
    public sealed record Unreachable(string Reason) : SshAnswer
    {
        /// <summary>Why, for programs.</summary>
        public SshTroubleKind Kind { get; init; } = SshTroubleKind.Other;
    }
}

/// <summary>An opened session, or why there is none.</summary>
public abstract record SshOpening
{
    private SshOpening()
    {
    }

    public sealed record Opened(ISshSession Session) : SshOpening;

    /// <param name="Answer">Anything but <see cref="SshAnswer.Accepted"/>.</param>
    public sealed record NotOpened(SshAnswer Answer) : SshOpening;
}

/// <summary>What host key an unknown server shows.</summary>
public abstract record HostKeyScan
{
    private HostKeyScan()
    {
    }

    /// <param name="HostKey">The Ed25519 one if it has one. Unverified: somebody must compare it.</param>
    public sealed record Found(PublicKey HostKey) : HostKeyScan;

    /// <param name="Reason">Why there is none, in plain words, as the end of a sentence.</param>
    /// <param name="Kind">The same, for programs.</param>
    public sealed record Unreachable(string Reason, SshTroubleKind Kind) : HostKeyScan;
}

/// <summary>
/// Reaches servers. Every connection checks the pinned host key. What servers do is an answer; an exception means that this
/// machine cannot speak SSH at all (<see cref="SshToolException"/>) or that the call was cancelled.
/// </summary>
public interface ISshConnector
{
    /// <summary>Logs in for real and out again.</summary>
    Task<SshAnswer> TryLoginAsync(SshEndpoint endpoint, SshIdentity identity, CancellationToken cancellationToken);

    /// <summary>
    /// Asks whether the server would accept a key, with its public half alone: the server answers before a signature
    /// (RFC 4252, 7: SSH_MSG_USERAUTH_PK_OK or SSH_MSG_USERAUTH_FAILURE).
    /// </summary>
    Task<SshAnswer> OfferAsync(SshEndpoint endpoint, string username, PublicKey publicKey, CancellationToken cancellationToken);

    /// <summary>Logs in once; the session's commands share the connection. Dispose it to end the connection.</summary>
    Task<SshOpening> OpenAsync(SshEndpoint endpoint, SshIdentity identity, CancellationToken cancellationToken);

    /// <summary>Asks a server that is not pinned yet for its host key.</summary>
    /// <exception cref="ArgumentException">The address or port is not one.</exception>
    Task<HostKeyScan> ScanHostKeyAsync(string address, int port, CancellationToken cancellationToken);
}

/// <summary>An open connection.</summary>
public interface ISshSession : IAsyncDisposable
{
    /// <summary>Runs a POSIX shell script as root: directly when the account is root, through sudo otherwise.</summary>
    /// <param name="script">The script, sent over the connection's input and run only when it arrived whole; no part of any command line.</param>
    /// <param name="cancellationToken">Ends the command.</param>
    /// <returns>What it wrote to its standard output.</returns>
    /// <exception cref="SshCommandException">The connection was lost, the time was up, or the script ended with another code than 0.</exception>
    Task<string> RunAsRootAsync(string script, CancellationToken cancellationToken);
}

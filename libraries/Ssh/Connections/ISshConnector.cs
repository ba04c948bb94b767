namespace PenguinMails.Ssh;

/// <summary>How a server answered a key. A dropped connection is never taken for a refusal, nor the other way round.</summary>
public abstract record SshAnswer
{
    private SshAnswer()
    {
    }

    /// <summary>The server accepted the key.</summary>
    public sealed record Accepted : SshAnswer;

    /// <summary>The server was reached, showed the pinned host key, and refused the key.</summary>
    public sealed record Refused : SshAnswer;

    /// <summary>The server showed another host key; nothing was sent to it.</summary>
    /// <param name="SeenFingerprint">What it showed, if that is known.</param>
    public sealed record HostKeyChanged(string? SeenFingerprint) : SshAnswer;

    /// <summary>Nothing can be said about the key.</summary>
    /// <param name="Reason">Why, in plain words.</param>
    public sealed record Unreachable(string Reason) : SshAnswer;
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

/// <summary>Reaches servers. Every connection checks the pinned host key.</summary>
public interface ISshConnector
{
    /// <summary>Logs in for real and out again.</summary>
    Task<SshAnswer> TryLoginAsync(SshEndpoint endpoint, SshIdentity identity, CancellationToken cancellationToken);

    /// <summary>Asks whether the server would accept a key, with its public half alone: the server answers before a signature.</summary>
    Task<SshAnswer> OfferAsync(SshEndpoint endpoint, string username, PublicKey publicKey, CancellationToken cancellationToken);

    /// <summary>Logs in once; the session's commands share the connection. Dispose it to end the connection.</summary>
    Task<SshOpening> OpenAsync(SshEndpoint endpoint, SshIdentity identity, CancellationToken cancellationToken);
}

/// <summary>An open connection.</summary>
public interface ISshSession : IAsyncDisposable
{
    /// <summary>Runs a POSIX shell script as root: directly when the account is root, through sudo otherwise.</summary>
    /// <param name="script">The script, sent over the connection's input; it is no part of any command line.</param>
    /// <param name="cancellationToken">Ends the command.</param>
    /// <exception cref="SshCommandException">The connection was lost, the time was up, or the script failed.</exception>
    Task<string> RunAsRootAsync(string script, CancellationToken cancellationToken);
}

/// <summary>A command did not run to its end; what it did on the server is unknown.</summary>
public sealed class SshCommandException(string message) : Exception(message);

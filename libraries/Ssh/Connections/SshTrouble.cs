namespace PenguinMails.Ssh;

/// <summary>Why a server could not be spoken with.</summary>
public enum SshTroubleKind
{
    /// <summary>The reason tells.</summary>
    Other,

    /// <summary>No answer in time: to the connection, during the handshake, or to a command.</summary>
    Timeout,

    /// <summary>Nothing listens on the port.</summary>
    ConnectionRefused,

    /// <summary>The network knows no way to the address.</summary>
    NoRoute,

    /// <summary>The DNS name has no address.</summary>
    NameNotResolved,

    /// <summary>The connection was closed or reset.</summary>
    ConnectionClosed,

    /// <summary>What answers does not speak SSH, or only with algorithms that are no longer accepted.</summary>
    NotSsh,

    /// <summary>The server was reached, and a command on it failed.</summary>
    CommandFailed,
}

/// <summary>A command did not run to its end; what it did on the server is unknown. Every command of ours can be repeated.</summary>
public sealed class SshCommandException(string message, SshTroubleKind kind = SshTroubleKind.CommandFailed) : Exception(message)
{
    /// <summary>Why, for programs.</summary>
    public SshTroubleKind Kind => kind;
}

/// <summary>This machine cannot speak SSH: OpenSSH's programs or the memory file system are missing or broken.</summary>
public sealed class SshToolException(string message, Exception? inner = null) : Exception(message, inner);

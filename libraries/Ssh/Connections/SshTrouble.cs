namespace PenguinMails.Ssh;

/// <summary>Why a connection to a server failed.</summary>
public enum SshTroubleKind
{
    /// <summary>None of the other kinds; the reason says more.</summary>
    Other,

    /// <summary>No answer in time: to the connection, during the handshake, or to a command.</summary>
    Timeout,

    /// <summary>Nothing listens on the port.</summary>
    ConnectionRefused,

    /// <summary>There is no route to the address.</summary>
    NoRoute,

    /// <summary>The DNS name has no address.</summary>
    NameNotResolved,

    /// <summary>The connection was closed or reset.</summary>
    ConnectionClosed,

    /// <summary>What answers does not speak SSH, or only with algorithms that are no longer accepted.</summary>
    NotSsh,

    /// <summary>The server was reached, and a command on it failed.</summary>
    CommandFailed,

    /// <summary>The server accepted the key, and then the account ran no command as root: its shell, its password's age, or sudo forbids it.</summary>
    AccountUnusable,
}

/// <summary>A command did not run to its end; what it did on the server is unknown. Every command of this library is idempotent.</summary>
public sealed class SshCommandException(string message, SshTroubleKind kind = SshTroubleKind.CommandFailed) : Exception(message)
{
    /// <summary>The cause.</summary>
    public SshTroubleKind Kind => kind;
}

/// <summary>ssh-keygen or the memory file system is missing on this machine, or broken.</summary>
public sealed class SshToolException(string message, Exception? inner = null) : Exception(message, inner);

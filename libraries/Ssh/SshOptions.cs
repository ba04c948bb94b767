namespace PenguinMails.Ssh;

/// <summary>Section <c>Ssh</c>.</summary>
public sealed class SshOptions
{
    /// <summary>The name of the configuration section.</summary>
    public const string Section = "Ssh";

    /// <summary>From the connection to the server's word on the key. Default 15 s.</summary>
    public TimeSpan ConnectTimeout { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>How long one command on a server may take. Default 30 s.</summary>
    public TimeSpan CommandTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long ssh-keygen may take. Default 60 s: large primes need luck.</summary>
    public TimeSpan KeyTimeout { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>How many handshakes run at a time in this process; they cost CPU. Waiting for a turn counts to no timeout. Default 16.</summary>
    public int MaxConcurrentHandshakes { get; set; } = 16;

    /// <summary>A memory file system (tmpfs) for what OpenSSH wants as files, private keys among them. Default <c>/dev/shm</c>.</summary>
    public string MemoryFolder { get; set; } = "/dev/shm";
}

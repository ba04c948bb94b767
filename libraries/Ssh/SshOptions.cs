namespace PenguinMails.Ssh;

/// <summary>Section <c>Ssh</c>.</summary>
public sealed class SshOptions
{
    public const string Section = "Ssh";

    /// <summary>From the connection to the server's word on the key. Default 15 s.</summary>
    public TimeSpan ConnectTimeout { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>How long one command on a server may take. Default 30 s.</summary>
    public TimeSpan CommandTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long ssh-keygen may take. Default 60 s: large primes need luck.</summary>
    public TimeSpan KeyTimeout { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>How many handshakes run at a time in this process; they cost CPU. Waiting for a turn counts to no timeout. Default 16.</summary>
    public int MaxConcurrentHandshakes { get; set; } = 16;

    /// <summary>
    /// Key exchanges that are offered to servers, in order of preference, with commas between: curve25519-sha256, ecdh-sha2-nistp256,
    /// ecdh-sha2-nistp384, ecdh-sha2-nistp521, and the post-quantum mlkem768x25519-sha256 and sntrup761x25519-sha512. Default
    /// curve25519-sha256 alone: the others cost ten times the CPU, and what these connections carry is worthless once a key is retired.
    /// </summary>
    public string KexAlgorithms { get; set; } = "curve25519-sha256";

    /// <summary>A memory file system (tmpfs) for the files that ssh-keygen needs, private keys among them. Default <c>/dev/shm</c>.</summary>
    public string MemoryFolder { get; set; } = "/dev/shm";
}

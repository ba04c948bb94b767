namespace PenguinMails.Ssh.SshNet;

/// <summary>
/// The algorithms that are offered to servers, in order of preference. SSH.NET's own lists hold SHA-1, CBC modes and 3DES as well, and
/// begin with a post-quantum key exchange that costs 50 ms of CPU in managed code.
/// </summary>
internal static class Algorithms
{
    /// <summary>What <see cref="SshOptions.KexAlgorithms"/> may name, with the name that servers used before it was registered.</summary>
    public static readonly IReadOnlyDictionary<string, string?> KeyExchanges = new Dictionary<string, string?>(StringComparer.Ordinal)
    {
        ["curve25519-sha256"] = "curve25519-sha256@libssh.org",
        ["mlkem768x25519-sha256"] = null,
        ["sntrup761x25519-sha512"] = "sntrup761x25519-sha512@openssh.com",
        ["ecdh-sha2-nistp256"] = null,
        ["ecdh-sha2-nistp384"] = null,
        ["ecdh-sha2-nistp521"] = null,
    };

    private static readonly string[] HostKeys =
        ["ssh-ed25519", "ecdsa-sha2-nistp256", "ecdsa-sha2-nistp384", "ecdsa-sha2-nistp521", "rsa-sha2-512", "rsa-sha2-256"];

    private static readonly string[] Ciphers =
        ["aes128-gcm@openssh.com", "aes256-gcm@openssh.com", "aes128-ctr", "aes192-ctr", "aes256-ctr", "chacha20-poly1305@openssh.com"];

    private static readonly string[] Macs =
        ["hmac-sha2-256-etm@openssh.com", "hmac-sha2-512-etm@openssh.com", "hmac-sha2-256", "hmac-sha2-512"];

    /// <summary>Splits the option's value.</summary>
    public static string[] Split(string names) => names.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    /// <summary>Leaves only these algorithms in a connection's offer.</summary>
    /// <param name="connection">The connection, before it is opened.</param>
    /// <param name="keyExchanges">As in <see cref="SshOptions.KexAlgorithms"/>.</param>
    /// <param name="pinned">The host key's algorithm, which then comes first: a server with several host keys shows that one.</param>
    public static void Restrict(ConnectionInfo connection, string keyExchanges, string? pinned)
    {
        Keep(connection.KeyExchangeAlgorithms, Split(keyExchanges).SelectMany(name => (string?[])[name, KeyExchanges[name]]).OfType<string>());
        Keep(connection.HostKeyAlgorithms, HostKeys.OrderBy(name => KindOf(name) == pinned ? 0 : 1));
        Keep(connection.Encryptions, Ciphers);
        Keep(connection.HmacAlgorithms, Macs);
        Keep(connection.CompressionAlgorithms, ["none"]);
    }

    private static string KindOf(string hostKeyAlgorithm) =>
        hostKeyAlgorithm.StartsWith("rsa-sha2-", StringComparison.Ordinal) ? "ssh-rsa" : hostKeyAlgorithm;

    private static void Keep<T>(IDictionary<string, T> offered, IEnumerable<string> names)
    {
        var kept = names.Select(name => KeyValuePair.Create(name, offered[name])).ToList();
        offered.Clear();
        foreach (var (name, algorithm) in kept)
        {
            offered.Add(name, algorithm);
        }
    }
}

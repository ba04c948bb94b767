using System.Globalization;
using System.Text;

namespace PenguinMails.Ssh;

/// <summary>The options under which every ssh process of ours runs: no configuration, no agent, one key, one host key.</summary>
internal static class OpenSshArguments
{
    // The name under which the host key is pinned: no server's address has to be spelled as known_hosts wants it.
    public const string HostAlias = "pinned";

    // Half the cost of the default exchange on small machines; what these connections carry is worthless once a key is retired.
    private const string KeyExchanges =
        "curve25519-sha256,curve25519-sha256@libssh.org,sntrup761x25519-sha512@openssh.com,ecdh-sha2-nistp256,ecdh-sha2-nistp384,ecdh-sha2-nistp521";

    /// <summary>For a server with a pinned host key.</summary>
    public static string[] Pinned(SshEndpoint endpoint, string username, MemoryFolder folder, SshOptions options)
    {
        var knownHosts = folder.Write("known_hosts", Encoding.ASCII.GetBytes($"{HostAlias} {endpoint.HostKey}\n"));
        var algorithms = endpoint.HostKey.Algorithm == "ssh-rsa" ? "rsa-sha2-512,rsa-sha2-256" : endpoint.HostKey.Algorithm;
        return
        [
            .. Base(endpoint.Port, username, knownHosts, options),
            .. Option("StrictHostKeyChecking", "yes"),
            .. Option("HostKeyAlgorithms", algorithms),
        ];
    }

    /// <summary>For a server whose host key is to be seen.</summary>
    public static string[] Unpinned(int port, MemoryFolder folder, SshOptions options) =>
    [
        .. Base(port, "host-key-scan", folder.PathOf("known_hosts"), options),
        .. Option("StrictHostKeyChecking", "accept-new"),
        .. Option("HashKnownHosts", "no"),
        .. Option("HostKeyAlgorithms", "ssh-ed25519,ecdsa-sha2-nistp256,ecdsa-sha2-nistp384,ecdsa-sha2-nistp521,rsa-sha2-512,rsa-sha2-256"),
    ];

    public static string[] Option(string name, string value) => ["-o", $"{name}={value}"];

    private static string[] Base(int port, string username, string knownHosts, SshOptions options) =>
    [
        // The log goes to standard output, line by line as things happen. What the server wants to say before it lets us in
        // (its banner) goes to standard error, where it cannot be taken for the log.
        "-F", "none", "-T", "-E", "/dev/stdout", "-p", Number(port), "-l", username,
        .. Option("LogLevel", "DEBUG1"),
        .. Option("BatchMode", "yes"),
        .. Option("IdentitiesOnly", "yes"),
        .. Option("IdentityAgent", "none"),
        .. Option("PreferredAuthentications", "publickey"),
        .. Option("HostKeyAlias", HostAlias),
        .. Option("UserKnownHostsFile", knownHosts),
        .. Option("GlobalKnownHostsFile", "/dev/null"),
        .. Option("UpdateHostKeys", "no"),
        .. Option("CheckHostIP", "no"),
        .. Option("KexAlgorithms", KeyExchanges),
        .. Option("ConnectTimeout", Number((int)Math.Ceiling(options.ConnectTimeout.TotalSeconds))),
        .. Option("ConnectionAttempts", "1"),
        .. Option("ServerAliveInterval", "5"),
        .. Option("ServerAliveCountMax", "3"),
        .. Option("ForwardAgent", "no"),
        .. Option("ForwardX11", "no"),
        .. Option("ClearAllForwardings", "yes"),
        .. Option("PermitLocalCommand", "no"),
    ];

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
}

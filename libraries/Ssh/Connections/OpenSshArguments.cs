using System.Globalization;
using System.Text;

namespace PenguinMails.Ssh;

/// <summary>The options under which every ssh process of ours runs: no configuration, no agent, one key, one host key.</summary>
internal static class OpenSshArguments
{
    private const string HostAlias = "pinned";

    public static List<string> Base(SshEndpoint endpoint, string username, MemoryFolder folder, SshOptions options, string logLevel)
    {
        var knownHosts = folder.PathOf("known_hosts");
        if (!File.Exists(knownHosts))
        {
            folder.Write("known_hosts", Encoding.ASCII.GetBytes($"{HostAlias} {endpoint.HostKey}\n"));
        }

        var seconds = ((int)Math.Ceiling(options.ConnectTimeout.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        return
        [
            "-F", "none", "-T", "-p", endpoint.Port.ToString(CultureInfo.InvariantCulture), "-l", username,
            .. Option("BatchMode", "yes"),
            .. Option("IdentitiesOnly", "yes"),
            .. Option("IdentityAgent", "none"),
            .. Option("PreferredAuthentications", "publickey"),
            .. Option("StrictHostKeyChecking", "yes"),
            .. Option("HostKeyAlias", HostAlias),
            .. Option("HostKeyAlgorithms", AlgorithmsOf(endpoint.HostKey)),
            .. Option("UserKnownHostsFile", knownHosts),
            .. Option("GlobalKnownHostsFile", "/dev/null"),
            .. Option("UpdateHostKeys", "no"),
            .. Option("CheckHostIP", "no"),
            // Half the cost of the default exchange on small machines; the servers are ours and the channel carries no long-lived secret.
            .. Option("KexAlgorithms", "curve25519-sha256,curve25519-sha256@libssh.org,sntrup761x25519-sha512@openssh.com,ecdh-sha2-nistp256"),
            .. Option("ConnectTimeout", seconds),
            .. Option("ConnectionAttempts", "1"),
            .. Option("ServerAliveInterval", "5"),
            .. Option("ServerAliveCountMax", "3"),
            .. Option("ClearAllForwardings", "yes"),
            .. Option("LogLevel", logLevel),
        ];
    }

    public static string[] Option(string name, string value) => ["-o", $"{name}={value}"];

    private static string AlgorithmsOf(PublicKey hostKey) =>
        hostKey.Algorithm == "ssh-rsa" ? "rsa-sha2-512,rsa-sha2-256" : hostKey.Algorithm;
}

using PenguinMails.TestKit;

namespace PenguinMails.LocalComponents.Tests.TenantServers;

/// <summary>Logs in as a person would.</summary>
internal static class SshClient
{
    public static Task<string> RunAsync(TestSshServer server, string account, string keyPath, string command)
    {
        var knownHosts = Path.Combine(TestFolder.Create("ssh"), "known_hosts");
        File.WriteAllText(knownHosts, $"[{server.Address}]:{server.Port} {server.HostKey}\n");
        return Tool.RunAsync("ssh",
        [
            "-F", "none", "-o", "BatchMode=yes", "-o", $"UserKnownHostsFile={knownHosts}", "-o", "StrictHostKeyChecking=yes",
            "-o", "IdentitiesOnly=yes", "-o", "ConnectTimeout=3", "-o", "KexAlgorithms=curve25519-sha256", "-i", keyPath,
            "-p", $"{server.Port}", $"{account}@{server.Address}", command,
        ]);
    }
}

using PenguinMails.TestKit;

namespace PenguinMails.LocalComponents.Tests.Dns;

/// <summary>Asks and updates a DNS server with Knot's own tools.</summary>
internal static class DnsClient
{
    /// <summary>The values of a TXT record; empty when there is none.</summary>
    public static async Task<string> TextAsync(TestDnsServer server, string name) =>
        (await Tool.RunAsync("kdig", [$"@{server.Address}", "-p", $"{server.Port}", "+short", "+norecurse", name, "TXT"])).Trim();

    /// <summary>Adds a TXT record by an update that the key signs.</summary>
    /// <param name="server">The server.</param>
    /// <param name="key">The key's secret, base64; null: not signed.</param>
    /// <param name="zone">The zone that the update is for.</param>
    /// <param name="record">The record, as in a master file.</param>
    /// <returns>The server's answer as DNS names it: NOERROR, NOTAUTH, BADSIG.</returns>
    public static async Task<string> AddAsync(TestDnsServer server, string? key, string zone, string record)
    {
        var folder = TestFolder.Create("update");
        var (keyFile, update) = (Path.Combine(folder, "key"), Path.Combine(folder, "update"));
        await File.WriteAllTextAsync(update, $"server {server.Address} {server.Port}\nzone {zone}\nupdate add {record}\nsend\n");
        string[] signing = [];
        if (key is not null)
        {
            ProtectedFile.Write(keyFile, $"hmac-sha256:{DnsServer.UpdateKeyName}:{key}\n");
            signing = ["-k", keyFile];
        }

        // It prints answers other than NOERROR, and ends with 1.
        var output = await Tool.RunAsync("sh", ["-c", "knsupdate \"$@\" 2>&1 && echo 'status: NOERROR;' || :", "knsupdate", .. signing, update]);
        return output.Split("status: ")[1].Split(';')[0];
    }
}

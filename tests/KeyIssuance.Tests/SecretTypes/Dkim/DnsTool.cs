using System.Text.RegularExpressions;
using PenguinMails.LocalComponents;
using PenguinMails.TestKit;

namespace PenguinMails.KeyIssuance.Tests.SecretTypes.Dkim;

/// <summary>Looks and changes with Knot's own tools, which share no code with the service.</summary>
internal static partial class DnsTool
{
    /// <summary>The values of a name's TXT records, each joined from its strings, one a line; empty when there is none.</summary>
    public static async Task<string> TextAsync(TestDnsServer server, string name)
    {
        var output = await Tool.RunAsync("kdig", [$"@{server.Address}", "-p", $"{server.Port}", "+tcp", "+short", "+norecurse", name, "TXT"]);
        return string.Join('\n', output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => string.Concat(Strings().Matches(line).Select(part => part.Groups["text"].Value)))).Replace("\\;", ";", StringComparison.Ordinal);
    }

    /// <summary>As <see cref="TextAsync"/>, by way of an alias, as resolvers do.</summary>
    public static async Task<string> ResolveAsync(TestDnsServer server, string name)
    {
        var alias = (await Tool.RunAsync("kdig", [$"@{server.Address}", "-p", $"{server.Port}", "+tcp", "+short", "+norecurse", name, "CNAME"])).Trim();
        return await TextAsync(server, alias.Length == 0 ? name : alias);
    }

    /// <summary>Changes a zone with the server's key: lines such as <c>update add NAME TTL TXT "…"</c>.</summary>
    public static async Task UpdateAsync(TestDnsServer server, string zone, params string[] lines)
    {
        var folder = TestFolder.Create("update");
        var (keyFile, update) = (Path.Combine(folder, "key"), Path.Combine(folder, "update"));
        ProtectedFile.Write(keyFile, $"hmac-sha256:{DnsServer.UpdateKeyName}:{server.UpdateKey}\n");
        await File.WriteAllTextAsync(update, $"server {server.Address} {server.Port}\nzone {zone}\n{string.Join('\n', lines)}\nsend\n");
        await Tool.RunAsync("knsupdate", ["-k", keyFile, update]);
    }

    /// <summary>A line that adds a TXT record.</summary>
    public static string Add(string name, string value, int ttl = 5) =>
        $"update add {name} {ttl} TXT {string.Join(' ', value.Chunk(255).Select(part => $"\"{new string(part)}\""))}";

    [GeneratedRegex("\"(?<text>(?:[^\"\\\\]|\\\\.)*)\"", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Strings();
}

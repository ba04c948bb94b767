using System.Diagnostics;
using PenguinMails.TestKit;

namespace PenguinMails.EndToEnd.Tests.Metrics;

/// <summary>Where the processes of an instance answer <c>GET /metrics</c>, each on its own port, as their environment says.</summary>
internal static class MetricsTargets
{
    private static readonly Dictionary<string, string> Jobs = new(StringComparer.Ordinal)
    {
        ["PenguinMails.Gateway.dll"] = "gateway",
        ["PenguinMails.Identity.dll"] = "identity",
        ["PenguinMails.KeyIssuance.dll"] = "key-issuance",
        ["PenguinMails.Rotation.dll"] = "rotation",
        ["PenguinMails.Audit.dll"] = "audit",
        ["PenguinMails.AdminQuery.dll"] = "admin-query",
        ["PenguinMails.VaultOperations.dll"] = "vault-operations",
        ["PenguinMails.Portal.dll"] = "portal",
    };

    public static IReadOnlyList<ScrapeTarget> Of(DirectoryInfo data) =>
    [
        .. (from process in Process.GetProcesses()
           let job = JobOf(process.Id)
           where job is not null
           let environment = EnvironmentOf(process.Id)
           where IsOf(environment, data)
           select new ScrapeTarget(job, AddressOf(environment))).Distinct(),
    ];

    /// <summary>Whether a process is an instance of a service in this system.</summary>
    public static bool IsInstanceOf(int pid, string job, DirectoryInfo data) => JobOf(pid) == job && IsOf(EnvironmentOf(pid), data);

    private static bool IsOf(Dictionary<string, string> environment, DirectoryInfo data) =>
        environment.Values.Any(value => value.Contains(data.FullName, StringComparison.Ordinal));

    private static string? JobOf(int pid) => Read(pid, "cmdline").Split('\0').Select(Path.GetFileName)
        .Select(name => Jobs.GetValueOrDefault(name ?? "")).FirstOrDefault(job => job is not null);

    private static string AddressOf(Dictionary<string, string> environment) =>
        environment.TryGetValue("Metrics__Port", out var port)
            ? $"127.0.0.1:{port}"
            : new Uri(environment["ASPNETCORE_URLS"].Split(';')[0]).Authority.Replace("localhost", "127.0.0.1", StringComparison.Ordinal);

    private static Dictionary<string, string> EnvironmentOf(int pid) => Read(pid, "environ").Split('\0', StringSplitOptions.RemoveEmptyEntries)
        .Select(entry => entry.Split('=', 2)).Where(entry => entry.Length == 2)
        .GroupBy(entry => entry[0], StringComparer.Ordinal).ToDictionary(entry => entry.Key, entry => entry.First()[1], StringComparer.Ordinal);

    private static string Read(int pid, string file)
    {
        try
        {
            return File.ReadAllText($"/proc/{pid}/{file}");
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }
}

using System.Diagnostics;
using PenguinMails.LocalComponents;
using PenguinMails.TestKit;
using PenguinMails.TestKit.Platform;

namespace PenguinMails.Benchmarks;

/// <summary>
/// What a tenant reads through gateway and KeyIssuance (its credentials; the key itself leaves once and cannot be read in a loop),
/// beside a raw read of the same secret from the same Vault; and how often a rotation asks Vault.
/// </summary>
internal static class VaultBenchmark
{
    private const string Ssh = "/api/v1/tenant/infrastructure/ssh-credentials";
    private static readonly TimeSpan Duration = TimeSpan.FromSeconds(5);

    public static async Task RunAsync()
    {
        await using var instance = AppHostProcess.Start(new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["Gateway__RequestsPerMinute"] = "1000000",
            ["PENGUINMAILS_KEEP_ROOT_TOKEN"] = "true",
        });
        using var gateway = new HttpClient { BaseAddress = instance.GatewayAddress };
        await instance.WaitHealthyAsync(gateway, TimeSpan.FromMinutes(4));
        var owner = new SignedInUser(gateway, DevelopmentUser.BorealisOwner, new TotpCodes(TimeProvider.System));
        await Eventually.Async(
            async () => (string?)(await owner.GetAsync(Ssh))["status"] == "active", TimeSpan.FromMinutes(1), "The tenant's first key");
        var token = await owner.AccessTokenAsync();
        var tenant = DevelopmentTenant.Borealis.Id;

        using var vault = new HttpClient { BaseAddress = new Uri($"http://{ListenAddressOf(instance)}") };
        vault.DefaultRequestHeaders.Add("X-Vault-Token", await File.ReadAllTextAsync(Path.Combine(instance.Data.FullName, "vault", "root-token")));
        Report.Line("reads                    ours/s    p50 ms    p99 ms     raw/s    p50 ms    p99 ms     ratio");
        foreach (var concurrency in new[] { 1, 16, 64 })
        {
            var ours = await new ReadLoad(gateway, Ssh, token).RunAsync(concurrency, Duration);
            var raw = await new ReadLoad(vault, $"/v1/secret/data/penguinmails/ssh/{tenant}/tenant", token: null).RunAsync(concurrency, Duration);
            Report.Line($"concurrency {concurrency,-8} {ours} {raw} {ours.PerSecond / raw.PerSecond,9:F2}");
        }

        var log = Path.Combine(instance.Data.FullName, "vault", "vault-audit.log");
        var before = CallsFor(log, tenant);
        await owner.RunOperationAsync(Ssh + "/rotate", new { reason = "benchmark" });
        Report.Line($"Vault calls of one rotation {CallsFor(log, tenant) - before}");
    }

    private static int CallsFor(string auditLog, Guid tenant)
    {
        using var reader = new StreamReader(new FileStream(auditLog, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
        var calls = 0;
        while (reader.ReadLine() is { } line)
        {
            calls += line.Contains("\"type\":\"request\"", StringComparison.Ordinal) && line.Contains(tenant.ToString(), StringComparison.Ordinal) ? 1 : 0;
        }

        return calls;
    }

    /// <summary>The address of an instance's DevVault.</summary>
    public static string ListenAddressOf(AppHostProcess instance) => (
        from process in Process.GetProcesses()
        let command = ProcessFiles.Read(process.Id, "cmdline").Split('\0')
        where command.Any(part => part.EndsWith("PenguinMails.DevVault.dll", StringComparison.Ordinal))
        where ProcessFiles.Read(process.Id, "environ").Contains(instance.Data.FullName, StringComparison.Ordinal)
        select command[Array.IndexOf(command, "--listen") + 1]).First();
}

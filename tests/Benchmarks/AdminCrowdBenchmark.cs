using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;

namespace PenguinMails.Benchmarks;

/// <summary>
/// 100 administrators at once over the gateway, each of whom looks at something else every two seconds, beside one of them alone. The gateway's limits are those
/// that it has by itself.
/// </summary>
internal static class AdminCrowdBenchmark
{
    private const int Administrators = 100;
    private const int Looks = 20;
    private const int WarmUp = 60;
    private const int LooksOfOne = 250; // twice, with the warm-up below a minute's requests of one user
    private const string Tenants = "/api/v1/admin/secrets/tenants";
    private static readonly TimeSpan Think = TimeSpan.FromSeconds(2);

    public static async Task RunAsync()
    {
        await using var system = await FilledSystem.StartAsync(new Dictionary<string, string>(StringComparer.Ordinal)
        {
            // Each administrator has an address, which the gateway believes of a proxy on this machine.
            ["Gateway__TrustedProxies__0"] = "127.0.0.1",
        });
        var crowd = new List<Administrator>();
        for (var number = 0; number < Administrators; number++)
        {
            crowd.Add(await Administrator.CreateAsync(system.Gateway, system.Admin, number));
        }

        var page = await system.Admin.GetAsync($"{Tenants}?pageSize=200&sort=health");
        var paths = Mixed([.. page["items"]!.AsArray().Select(tenant => (string)tenant!["tenantId"]!)]);
        var errors = new ConcurrentBag<HttpStatusCode>();
        await LookAsync(crowd[0], paths, WarmUp, 0, TimeSpan.Zero, [], []);
        var (one, all) = (new ConcurrentBag<double>(), new ConcurrentBag<double>());
        await LookAsync(crowd[0], paths, LooksOfOne, 0, TimeSpan.Zero, one, errors);
        var started = Stopwatch.GetTimestamp();
        await Task.WhenAll(crowd.Select(async (administrator, number) =>
        {
            await Task.Delay(Think * number / Administrators);
            await LookAsync(administrator, paths, Looks, number, Think, all, errors);
        }));
        var elapsed = Stopwatch.GetElapsedTime(started);
        await LookAsync(crowd[0], paths, LooksOfOne, LooksOfOne, TimeSpan.Zero, one, errors);

        Report.Line(
            $"{Administrators} administrators at once, {all.Count} answers, {all.Count / elapsed.TotalSeconds:F0} a second   p50 {Report.At(all, 50),6:F1} ms   p99 {Report.At(all, 99),6:F1} ms   "
            + $"ratio of p99 {Report.At(all, 99) / Report.At(one, 99),5:F1}   (aim: 5)   {errors.Count} errors (aim: 0) {string.Join(", ", errors.Distinct())}");
        Report.Line($"one alone, {one.Count} answers   p50 {Report.At(one, 50),6:F1} ms   p99 {Report.At(one, 99),6:F1} ms");
    }

    private static async Task LookAsync(
        Administrator administrator, IReadOnlyList<string> paths, int looks, int from, TimeSpan think, ConcurrentBag<double> times, ConcurrentBag<HttpStatusCode> errors)
    {
        for (var number = from; number < from + looks; number++)
        {
            var sent = Stopwatch.GetTimestamp();
            var status = await administrator.ReadAsync(paths[number % paths.Count]);
            times.Add(Stopwatch.GetElapsedTime(sent).TotalMilliseconds);
            if (status != HttpStatusCode.OK)
            {
                errors.Add(status);
            }

            await Task.Delay(think);
        }
    }

    /// <summary>What the portal's pages ask for: of twelve looks four at the list of tenants, three at a tenant, two at the audit log, two at alerts, one at Vault.</summary>
    private static List<string> Mixed(IReadOnlyList<string> tenants) =>
    [
        .. tenants.Chunk(3).SelectMany((some, number) => (string[])
        [
            $"{Tenants}?sort=tenantName&page={number + 1}&pageSize=50",
            $"/api/v1/admin/secrets/tenant/{some[0]}",
            "/api/v1/admin/alerts?state=open&pageSize=1",
            $"{Tenants}?search={number * 7}&pageSize=50",
            "/api/v1/admin/vault/audit-logs?pageSize=50",
            $"/api/v1/admin/secrets/tenant/{some[^1]}",
            "/api/v1/admin/vault/health",
            $"{Tenants}?health=red&sort=health&pageSize=50",
            "/api/v1/admin/alerts?state=open&pageSize=50",
            $"/api/v1/admin/secrets/tenant/{some[some.Length / 2]}",
            $"{Tenants}?status=expired&rotationDue=7d&sort=nextRotation&pageSize=50",
            "/api/v1/admin/vault/audit-logs?action=user.accept&pageSize=50",
        ]),
    ];
}

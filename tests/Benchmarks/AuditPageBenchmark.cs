using System.Diagnostics;
using System.Globalization;
using Microsoft.Playwright;
using PenguinMails.LocalComponents;
using PenguinMails.TestKit;
using PenguinMails.TestKit.Platform;

namespace PenguinMails.Benchmarks;

/// <summary>
/// What the live audit page holds while as many records arrive as in an hour, three a second, over ledger, gateway and portal, as fast as they come: the heap of
/// its scripts after a collection, and its DOM nodes, those that are detached as well.
/// </summary>
internal static class AuditPageBenchmark
{
    private const int Records = 3 * 3600;
    private const double MebiByte = 1024 * 1024;
    private const string AuditPage = "/admin/secrets/audit";
    private const string Logs = "/api/v1/admin/vault/audit-logs";
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);
    private static readonly int[] Percents = [10, 50, 100];

    public static async Task RunAsync()
    {
        await using var instance = AppHostProcess.Start(new Dictionary<string, string>(StringComparer.Ordinal)
        {
            // One person makes an hour's records in a minute.
            ["Gateway__RequestsPerMinute"] = "1000000",
            ["Audit__Reading__Records"] = "1000000",
        });
        using var gateway = new HttpClient { BaseAddress = instance.GatewayAddress };
        await instance.WaitHealthyAsync(gateway, TimeSpan.FromMinutes(4));
        var codes = new TotpCodes(TimeProvider.System);
        var admin = new SignedInUser(gateway, DevelopmentUser.PlatformAdmin, codes);
        await using var browser = await BenchmarkBrowser.StartAsync(instance.GatewayAddress);
        var page = await browser.OpenAsync(await browser.SignInAsync(DevelopmentUser.SecondAdmin, codes));
        await page.GotoAsync(AuditPage);
        await page.Locator("tbody tr").First.WaitForAsync();
        await page.GetByText("Live", new PageGetByTextOptions { Exact = true }).WaitForAsync();
        var tools = await page.Context.NewCDPSessionAsync(page);

        var (recorded, first) = (0, (Held?)null);
        var started = Stopwatch.GetTimestamp();
        foreach (var percent in Percents)
        {
            var until = Records * percent / 100;
            await RecordAsync(admin, recorded, until);
            recorded = until;
            await WaitShownAsync(page, await NewestAsync(admin));
            var held = await MeasureAsync(page, tools);
            first ??= held;
            Report.Line(
                $"audit page after {recorded,6} records   heap {held.Heap / MebiByte,6:F1} MiB   ratio {held.Heap / first.Heap,5:F2}   {held.Nodes,7} DOM nodes   ratio {held.Nodes / first.Nodes,5:F2}   "
                + $"{held.Rows,5} rows   (aim: 1.1)");
        }

        Report.Line($"   {Records / Stopwatch.GetElapsedTime(started).TotalSeconds:F0} records a second, to the page that shows them");
    }

    // Each look with other words is a record.
    private static Task RecordAsync(SignedInUser admin, int from, int to) => Parallel.ForAsync(
        from, to, new ParallelOptions { MaxDegreeOfParallelism = 8 },
        async (number, _) =>
        {
            using var answer = await admin.SendAsync(HttpMethod.Get, $"{Logs}?search=hour{number}&pageSize=1");
            answer.EnsureSuccessStatusCode();
        });

    /// <summary>The newest record, once there is no newer one for as long as records need to come.</summary>
    private static async Task<long> NewestAsync(SignedInUser admin)
    {
        long last = 0;
        await Eventually.Async(
            async () =>
            {
                var before = last;
                last = (long)(await admin.GetAsync($"{Logs}?pageSize=1"))["items"]![0]!["sequence"]!;
                await Task.Delay(TimeSpan.FromSeconds(2));
                return last == before;
            },
            Patience,
            "The end of the records");
        return last;
    }

    /// <summary>Waits until the first row's record is that one or a newer one.</summary>
    private static async Task WaitShownAsync(IPage page, long sequence) => await Eventually.Async(
        async () => long.Parse(await page.Locator("tbody tr").First.Locator("button").InnerTextAsync(), CultureInfo.InvariantCulture) >= sequence,
        Patience,
        $"Record {sequence} on the page");

    private static async Task<Held> MeasureAsync(IPage page, ICDPSession tools)
    {
        await tools.SendAsync("HeapProfiler.collectGarbage");
        var heap = await tools.SendAsync("Runtime.getHeapUsage");
        var counted = await tools.SendAsync("Memory.getDOMCounters");
        return new Held(
            heap!.Value.GetProperty("usedSize").GetDouble(),
            counted!.Value.GetProperty("nodes").GetDouble(),
            await page.Locator("tbody tr").CountAsync());
    }

    /// <param name="Heap">Bytes of the scripts' heap.</param>
    /// <param name="Nodes">DOM nodes of the whole page.</param>
    /// <param name="Rows">Rows of its tables.</param>
    private sealed record Held(double Heap, double Nodes, int Rows);
}

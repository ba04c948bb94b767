using System.Diagnostics;
using PenguinMails.LocalComponents;
using PenguinMails.TestKit;
using PenguinMails.TestKit.Platform;

namespace PenguinMails.Benchmarks;

/// <summary>
/// A tenant's read of its credentials through the gateway, 16 at a time, with the CPU time of each process per read. With
/// <c>BENCHMARK_BASELINE</c> set to another checkout that has been built in the same configuration, that build runs in turn with
/// this one.
/// </summary>
internal static class CredentialsBenchmark
{
    private const string Ssh = "/api/v1/tenant/infrastructure/ssh-credentials";
    private const string Ledger = "/api/v1/admin/vault/audit-logs?action=ssh_key.view&pageSize=1";
    private const int Concurrency = 16;
    private const int CountLimit = 100_000; // a page of the ledger counts no further
    private static readonly TimeSpan CatchUp = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan Duration = TimeSpan.FromSeconds(20);

    public static async Task RunAsync()
    {
        var baseline = Environment.GetEnvironmentVariable("BENCHMARK_BASELINE") is { Length: > 0 } checkout
            ? await MeasureAsync(checkout, "baseline")
            : (double?)null;
        var ours = await MeasureAsync(AppHostProcess.RepositoryRoot, "this build");
        if (baseline is { } before)
        {
            Report.Line($"credentials read, {Concurrency} at a time: {ours / before:F2} times the baseline   (aim >= 3)");
        }
    }

    private static async Task<double> MeasureAsync(string checkout, string name)
    {
        await using var instance = AppHostProcess.StartOf(checkout, new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["Gateway__RequestsPerMinute"] = "1000000",
        });
        using var gateway = new HttpClient { BaseAddress = instance.GatewayAddress };
        await instance.WaitHealthyAsync(gateway, TimeSpan.FromMinutes(4));
        var codes = new TotpCodes(TimeProvider.System);
        var owner = new SignedInUser(gateway, DevelopmentUser.BorealisOwner, codes);
        await Eventually.Async(
            async () => (string?)(await owner.GetAsync(Ssh))["status"] == "active", TimeSpan.FromMinutes(1), "The tenant's first key");
        var load = new ReadLoad(gateway, Ssh, await owner.AccessTokenAsync());
        await load.RunAsync(Concurrency, WarmUp);

        var before = ProcessTimes.Of(instance.Data);
        var figures = await load.RunAsync(Concurrency, Duration);
        var spent = ProcessTimes.Of(instance.Data).Since(before);
        Report.Line($"{name}: {figures.PerSecond:F0}/s, p50 {figures.Median:F1} ms, p99 {figures.Percentile99:F1} ms, {figures.Count} reads");
        foreach (var (process, time) in spent.OrderByDescending(entry => entry.Value).Where(entry => entry.Value > TimeSpan.FromMilliseconds(100)))
        {
            Report.Line($"    {process,-36} {time.TotalMilliseconds / figures.Count,7:F3} ms CPU per read");
        }

        Report.Line($"    all                                  {spent.Values.Sum(time => time.TotalMilliseconds) / figures.Count,7:F3} ms CPU per read");
        await ReportRecordsAsync(new SignedInUser(gateway, DevelopmentUser.SecondAdmin, codes), load.Answered);
        return figures.PerSecond;
    }

    /// <summary>Compares the views in the ledger with the reads that were answered, once it has caught up.</summary>
    private static async Task ReportRecordsAsync(SignedInUser admin, int answered)
    {
        var ended = Stopwatch.GetTimestamp();
        var seen = 0;
        while (Stopwatch.GetElapsedTime(ended) < CatchUp && seen < Math.Min(answered, CountLimit))
        {
            seen = (int)(await admin.GetAsync(Ledger))["total"]!;
            await Task.Delay(TimeSpan.FromMilliseconds(200));
        }

        Report.Line($"    views in the ledger {Stopwatch.GetElapsedTime(ended).TotalSeconds:F1} s later: {seen} of {answered} answered");
    }
}

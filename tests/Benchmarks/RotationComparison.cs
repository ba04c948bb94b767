using System.Diagnostics;
using PenguinMails.LocalComponents;
using PenguinMails.TestKit;
using PenguinMails.TestKit.Platform;

namespace PenguinMails.Benchmarks;

/// <summary>
/// One rotation of this build beside one of another checkout's, in alternation: both instances run, and one of them works at a time.
/// </summary>
internal static class RotationComparison
{
    private const string Ssh = "/api/v1/tenant/infrastructure/ssh-credentials";
    private const int WarmUp = 5;
    private const int Rounds = 40;
    private const double Aim = 0.75;

    /// <param name="other">A checkout whose AppHost is built in the same configuration.</param>
    public static async Task RunAsync(string other)
    {
        await using var there = await Instance.StartAsync(other);
        await using var here = await Instance.StartAsync(AppHostProcess.RepositoryRoot);
        await RotateAsync(here, there, WarmUp);
        var (mine, others) = await RotateAsync(here, there, Rounds);
        Report.Line($"one rotation of {Rounds}  this p50 {mine.Median:F0} ms, p95 {mine.Percentile95:F0} ms; other p50 {others.Median:F0} ms, p95 {others.Percentile95:F0} ms");
        Report.Line($"ratio                p50 {mine.Median / others.Median:F2}   p95 {mine.Percentile95 / others.Percentile95:F2}   (aim p95 <= {Aim})");
    }

    private static async Task<(Figures Here, Figures There)> RotateAsync(Instance here, Instance there, int rounds)
    {
        var (mine, others) = (new List<double>(), new List<double>());
        for (var round = 0; round < rounds; round++)
        {
            others.Add(await there.RotateAsync());
            mine.Add(await here.RotateAsync());
        }

        return (Figures.Of(mine), Figures.Of(others));
    }

    /// <summary>In milliseconds.</summary>
    private sealed record Figures(double Median, double Percentile95)
    {
        public static Figures Of(IEnumerable<double> times)
        {
            var sorted = times.Order().ToArray();
            return new Figures(sorted[sorted.Length / 2], sorted[(sorted.Length * 95 / 100) - 1]);
        }
    }

    private sealed class Instance(AppHostProcess host, HttpClient gateway) : IAsyncDisposable
    {
        private readonly SignedInUser _owner = new(gateway, DevelopmentUser.BorealisOwner, new TotpCodes(TimeProvider.System));

        public static async Task<Instance> StartAsync(string checkout)
        {
            var host = AppHostProcess.StartOf(checkout, new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["Gateway__RequestsPerMinute"] = "1000000",
            });
            var instance = new Instance(host, new HttpClient { BaseAddress = host.GatewayAddress });
            await host.WaitHealthyAsync(instance.Gateway, TimeSpan.FromMinutes(4));
            await Eventually.Async(
                async () => (string?)(await instance._owner.GetAsync(Ssh))["status"] == "active", TimeSpan.FromMinutes(1), "The tenant's first key");
            return instance;
        }

        private HttpClient Gateway => gateway;

        /// <summary>From the request to the end of the operation, in milliseconds.</summary>
        public async Task<double> RotateAsync()
        {
            await _owner.GrantAsync(); // once in five minutes, and no part of a rotation
            var started = Stopwatch.GetTimestamp();
            var ended = await _owner.RunOperationAsync(Ssh + "/rotate", new { reason = "benchmark" });
            var elapsed = Stopwatch.GetElapsedTime(started).TotalMilliseconds;
            return (string?)ended["status"] == "succeeded" ? elapsed : throw new InvalidOperationException($"A rotation failed: {ended}");
        }

        public async ValueTask DisposeAsync()
        {
            gateway.Dispose();
            await host.DisposeAsync();
        }
    }
}

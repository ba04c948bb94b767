using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json.Nodes;
using PenguinMails.LocalComponents;
using PenguinMails.TestKit.Platform;

namespace PenguinMails.Benchmarks;

/// <summary>
/// From the answer that says that something was done, to the record at every listener of the live stream, through outbox, broker,
/// ledger and gateway. The record's own commit lies in between, so its way to the listeners is shorter than this.
/// </summary>
internal static class LedgerStreamBenchmark
{
    private const int Rounds = 50;
    private const int Listeners = 100;
    private const string Logs = "/api/v1/admin/vault/audit-logs";

    public static async Task RunAsync()
    {
        await using var instance = AppHostProcess.Start(new Dictionary<string, string>(StringComparer.Ordinal) { ["Streams__PerUser"] = $"{Listeners}" });
        using var gateway = new HttpClient { BaseAddress = instance.GatewayAddress };
        await instance.WaitHealthyAsync(gateway, TimeSpan.FromMinutes(4));
        var admin = new SignedInUser(gateway, DevelopmentUser.PlatformAdmin, new TotpCodes(TimeProvider.System));
        using var stop = new CancellationTokenSource();
        var arrivals = new ConcurrentDictionary<string, ConcurrentBag<long>>(StringComparer.Ordinal);
        var listeners = new List<Task>();
        for (var number = 0; number < Listeners; number++)
        {
            var stream = await admin.SendAsync(HttpMethod.Get, $"{Logs}/stream?action=audit_log.export.request");
            listeners.Add(ListenAsync(stream, arrivals, stop.Token));
        }

        var (answers, first, last) = (new List<TimeSpan>(), new List<TimeSpan>(), new List<TimeSpan>());
        for (var round = 0; round < Rounds; round++)
        {
            var reason = $"round {round}";
            var sent = Stopwatch.GetTimestamp();
            using (var answer = await admin.SendAsync(HttpMethod.Post, $"{Logs}/exports", new { format = "json", reason }, stepUp: true))
            {
                answer.EnsureSuccessStatusCode();
            }

            var answered = Stopwatch.GetTimestamp();
            answers.Add(Stopwatch.GetElapsedTime(sent, answered));
            await TestKit.Eventually.Async(() => Task.FromResult(arrivals.TryGetValue(reason, out var seen) && seen.Count == Listeners), what: reason);
            first.Add(Stopwatch.GetElapsedTime(answered, arrivals[reason].Min()));
            last.Add(Stopwatch.GetElapsedTime(answered, arrivals[reason].Max()));
        }

        await stop.CancelAsync();
        await Task.WhenAll(listeners);
        Report.Line($"stream, {Listeners} listeners   answer to first p50 {At(first, 50)} ms, to last p50 {At(last, 50)} ms, p95 {At(last, 95)} ms, most {At(last, 100)} ms   (aim: 1000 ms from commit)");
        Report.Line($"the request itself       p50 {At(answers, 50)} ms");
    }

    private static string At(List<TimeSpan> times, int percent)
    {
        var sorted = times.Order().ToArray();
        return $"{sorted[Math.Max((sorted.Length * percent / 100) - 1, 0)].TotalMilliseconds:F0}";
    }

    private static async Task ListenAsync(HttpResponseMessage stream, ConcurrentDictionary<string, ConcurrentBag<long>> arrivals, CancellationToken stop)
    {
        using (stream)
        {
            try
            {
                using var reader = new StreamReader(await stream.Content.ReadAsStreamAsync(stop));
                while (await reader.ReadLineAsync(stop) is { } line)
                {
                    if (line.StartsWith("data: {", StringComparison.Ordinal))
                    {
                        var arrived = Stopwatch.GetTimestamp();
                        arrivals.GetOrAdd((string)JsonNode.Parse(line["data:".Length..])!["reason"]!, _ => []).Add(arrived);
                    }
                }
            }
            catch (OperationCanceledException)
            {
                // Heard enough.
            }
        }
    }
}

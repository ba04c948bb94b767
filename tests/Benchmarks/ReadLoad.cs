using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.Http.Headers;

namespace PenguinMails.Benchmarks;

/// <summary>Reads one path again and again, a fixed number at a time.</summary>
internal sealed class ReadLoad(HttpClient client, string path, string? token)
{
    private int _answered;

    /// <summary>Reads that were answered, over all runs.</summary>
    public int Answered => _answered;

    public async Task<ReadFigures> RunAsync(int concurrency, TimeSpan duration)
    {
        var times = new ConcurrentBag<double>();
        var started = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, concurrency).Select(async _ =>
        {
            while (Stopwatch.GetElapsedTime(started) < duration)
            {
                var sent = Stopwatch.GetTimestamp();
                using var message = new HttpRequestMessage(HttpMethod.Get, path);
                message.Headers.Authorization = token is null ? null : new AuthenticationHeaderValue("Bearer", token);
                using var response = await client.SendAsync(message);
                await response.EnsureSuccessStatusCode().Content.ReadAsByteArrayAsync();
                times.Add(Stopwatch.GetElapsedTime(sent).TotalMilliseconds);
                Interlocked.Increment(ref _answered);
            }
        }));
        var elapsed = Stopwatch.GetElapsedTime(started);
        var sorted = times.Order().ToArray();
        return new ReadFigures(sorted.Length, sorted.Length / elapsed.TotalSeconds, sorted[sorted.Length / 2], sorted[(int)(sorted.Length * 0.99)]);
    }
}

internal sealed record ReadFigures(int Count, double PerSecond, double Median, double Percentile99)
{
    public override string ToString() => $"{PerSecond,9:F0} {Median,9:F1} {Percentile99,9:F1}";
}

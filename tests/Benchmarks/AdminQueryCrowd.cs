using System.Collections.Concurrent;
using System.Diagnostics;
using PenguinMails.AdminQuery.Tenants;
using PenguinMails.ServiceDefaults;

namespace PenguinMails.Benchmarks;

/// <summary>100 administrators at once, each of whom looks at another page every two seconds, beside one.</summary>
internal static class AdminQueryCrowd
{
    private const int Administrators = 100;
    private const int Pages = 10;
    private const int PagesOfOne = 400;
    private static readonly TimeSpan Think = TimeSpan.FromSeconds(2);

    private static readonly TenantFilter[] Mixed =
    [
        new(), new() { Search = "tenant 47" }, new() { Search = "10.0.1" }, new() { Health = "red", Sort = "health" }, new() { Status = "active" },
        new() { SecretType = "ssh", Status = "expired" }, new() { RotationDue = "7d", Sort = "nextRotation" }, new() { Page = "150" },
        new() { Sort = "lastRotation", Order = "desc" }, new() { SecretType = "dkim", RotationDue = "30d", Health = "yellow" },
    ];

    public static async Task RunAsync(TenantQuery query)
    {
        var one = new List<double>();
        for (var number = 0; number < PagesOfOne; number++)
        {
            one.Add(await ReadAsync(query, number));
        }

        var all = new ConcurrentBag<double>();
        await Task.WhenAll(Enumerable.Range(0, Administrators).Select(async administrator =>
        {
            await Task.Delay(Think * administrator / Administrators);
            for (var number = 0; number < Pages; number++)
            {
                all.Add(await ReadAsync(query, administrator + number));
                await Task.Delay(Think);
            }
        }));
        var (ofOne, ofAll) = (P99(one), P99(all));
        Report.Line($"{Administrators} administrators at once, {all.Count} pages without an error   p99 {ofAll,7:F2} ms   one alone {ofOne,7:F2} ms   ratio {ofAll / ofOne,5:F1}   (aim: 5)");
    }

    /// <summary>One page of many kinds, as the number says.</summary>
    /// <returns>How long it took, in milliseconds.</returns>
    public static async Task<double> ReadAsync(TenantQuery query, int number)
    {
        var filter = Mixed[number % Mixed.Length];
        var started = Stopwatch.GetTimestamp();
        await query.ListAsync(filter, filter.Validate(new FieldErrors()), CancellationToken.None);
        return Stopwatch.GetElapsedTime(started).TotalMilliseconds;
    }

    private static double P99(IEnumerable<double> times)
    {
        var sorted = times.Order().ToList();
        return sorted[sorted.Count * 99 / 100];
    }
}

using System.Diagnostics;
using Npgsql;
using PenguinMails.AdminQuery.Tenants;
using PenguinMails.ServiceDefaults;

namespace PenguinMails.Benchmarks;

/// <summary>Pages of the administrators' list: by single filters and sorts, then by every combination of them, on the first page and deep within.</summary>
internal static class AdminQueryPages
{
    private const int Rounds = 41;
    private const int Slowest = 5;
    private const string DeepPage = "100";

    public static async Task RunAsync(TenantQuery query, NpgsqlDataSource source, int tenants)
    {
        var raw = await MeasureAsync(() => PageByKeyAsync(source));
        Report.Line($"a page by primary key        p50 {raw.P50,7:F2} ms   p95 {raw.P95,7:F2} ms");
        foreach (var (name, filter) in Single(tenants))
        {
            await ReportAsync(query, name, filter, raw.P95);
        }

        var times = new List<(double Time, TenantFilter Filter)>();
        foreach (var filter in Combinations())
        {
            var started = Stopwatch.GetTimestamp();
            await query.ListAsync(filter, filter.Validate(new FieldErrors()), CancellationToken.None);
            times.Add((Stopwatch.GetElapsedTime(started).TotalMilliseconds, filter));
        }

        times.Sort((one, other) => one.Time.CompareTo(other.Time));
        Report.Line($"all {times.Count} combinations, once each   p50 {times[times.Count / 2].Time,7:F2} ms   p95 {times[times.Count * 95 / 100].Time,7:F2} ms   (aim: p95 100 ms); the {Slowest} slowest again:");
        foreach (var (_, filter) in times[^Slowest..])
        {
            await ReportAsync(query, NameOf(filter), filter, raw.P95);
        }
    }

    public static async Task<(double P50, double P95)> MeasureAsync(Func<Task> work)
    {
        var times = new List<double>();
        for (var round = 0; round < Rounds; round++)
        {
            var started = Stopwatch.GetTimestamp();
            await work();
            times.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
        }

        times.Sort();
        return (times[Rounds / 2], times[(Rounds * 95 / 100) - 1]);
    }

    private static async Task ReportAsync(TenantQuery query, string name, TenantFilter filter, double raw)
    {
        var page = filter.Validate(new FieldErrors());
        var total = 0;
        var (p50, p95) = await MeasureAsync(async () => total = (await query.ListAsync(filter, page, CancellationToken.None)).Total);
        Report.Line($"list {name,-32} p50 {p50,7:F2} ms   p95 {p95,7:F2} ms   ratio {p95 / raw,6:F1}   {total,6} found   (aim: p95 100 ms)");
    }

    private static IEnumerable<(string Name, TenantFilter Filter)> Single(int tenants)
    {
        yield return ("first page", new());
        yield return ("last page", new() { Page = $"{tenants / 50}" });
        yield return ("200 a page", new() { PageSize = "200" });
        foreach (var sort in TenantQuery.Sorts.Keys)
        {
            yield return ($"by {sort}", new() { Sort = sort });
            yield return ($"by {sort}, descending", new() { Sort = sort, Order = "desc" });
        }

        foreach (var search in (string[])["tenant 4711", "tenant", "10.0.1", "nobody", "-4000-8000-", "000000004711"])
        {
            yield return ($"search '{search}'", new() { Search = search });
        }

        foreach (var type in ListedTypes.All)
        {
            yield return ($"type {type}", new() { SecretType = type });
        }

        foreach (var status in TypeStatusNames)
        {
            yield return ($"status {status}", new() { Status = status });
            yield return ($"status {status}, ssh", new() { Status = status, SecretType = "ssh" });
        }

        foreach (var due in TenantQuery.Horizons.Keys)
        {
            yield return ($"due {due}", new() { RotationDue = due });
            yield return ($"due {due}, dkim", new() { RotationDue = due, SecretType = "dkim" });
        }

        foreach (var health in Healths)
        {
            yield return ($"health {health}", new() { Health = health });
        }
    }

    private static IEnumerable<TenantFilter> Combinations() =>
        from search in (string?[])[null, "tenant"]
        from type in (string?[])[null, .. ListedTypes.All]
        from status in (string?[])[null, .. TypeStatusNames]
        from due in (string?[])[null, .. TenantQuery.Horizons.Keys]
        from health in (string?[])[null, .. Healths]
        from sort in TenantQuery.Sorts.Keys
        from page in (string[])["1", DeepPage]
        select new TenantFilter
        {
            Search = search,
            SecretType = type,
            Status = status,
            RotationDue = due,
            Health = health,
            Sort = sort,
            Order = page == DeepPage ? "desc" : "asc",
            Page = page,
        };

    private static string NameOf(TenantFilter filter) => string.Join(
        ' ',
        new[] { filter.Search, filter.SecretType, filter.Status, filter.RotationDue, filter.Health, filter.Sort, filter.Page }.OfType<string>());

    private static readonly string[] TypeStatusNames = ["active", "expired", "revoked"];
    private static readonly string[] Healths = ["red", "yellow", "green"];

    private static async Task PageByKeyAsync(NpgsqlDataSource source)
    {
        await using var command = source.CreateCommand("select * from tenant where tenant_id > '7fffffff-0000-4000-8000-000000000000' order by tenant_id limit 50");
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
        {
            // Only the reading counts.
        }
    }
}

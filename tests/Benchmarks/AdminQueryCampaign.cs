using System.Collections.Concurrent;
using System.Diagnostics;
using Npgsql;
using PenguinMails.AdminQuery.Tenants;
using PenguinMails.ServiceDefaults;

namespace PenguinMails.Benchmarks;

/// <summary>
/// 200 changes a second over all tenants, each a transaction of KeyIssuance's database, while the list is read: from the commit of a change to the list that
/// shows it, over trigger, report, outbox, broker and projection.
/// </summary>
internal static class AdminQueryCampaign
{
    private const int PerSecond = 200;
    private const int OneSampleIn = 20;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(10);

    public static async Task RunAsync(AdminQuerySystem system, TenantQuery query)
    {
        var secrets = await SecretsAsync(system.Source);
        using var reading = new CancellationTokenSource();
        var reader = ReadAsync(query, reading.Token);
        var (delays, waits, commits) = (new ConcurrentBag<double>(), new List<Task>(), new List<double>());
        var started = Stopwatch.GetTimestamp();
        for (var number = 0; number < secrets.Count; number++)
        {
            var ahead = TimeSpan.FromSeconds((double)number / PerSecond) - Stopwatch.GetElapsedTime(started);
            if (ahead > TimeSpan.Zero)
            {
                await Task.Delay(ahead);
            }

            var (tenantId, secretId) = secrets[number];
            var due = new DateTimeOffset(2000, 1, 1, 0, 0, 0, TimeSpan.Zero).AddSeconds(number);
            var began = Stopwatch.GetTimestamp();
            await ChangeAsync(system.Source, secretId, due);
            var committed = Stopwatch.GetTimestamp();
            commits.Add(Stopwatch.GetElapsedTime(began, committed).TotalMilliseconds);
            if (number % OneSampleIn == 0)
            {
                waits.Add(WaitAsync(query, tenantId, due, committed, delays));
            }
        }

        var elapsed = Stopwatch.GetElapsedTime(started);
        await Task.WhenAll(waits);
        await reading.CancelAsync();
        var reads = await reader;
        var sorted = delays.Order().ToList();
        commits.Sort();
        Report.Line(
            $"campaign: {secrets.Count} changes, {secrets.Count / elapsed.TotalSeconds:F0} a second; change to visible   p50 {sorted[sorted.Count / 2],7:F0} ms   p95 {sorted[sorted.Count * 95 / 100],7:F0} ms   "
            + $"ratio to the change's own commit {sorted[sorted.Count * 95 / 100] / commits[commits.Count * 95 / 100]:F0}   (aim: p95 500 ms)");
        Report.Line($"   meanwhile {reads.Count} pages of the list   p50 {reads[reads.Count / 2],7:F2} ms   p95 {reads[reads.Count * 95 / 100],7:F2} ms   (aim: p95 100 ms)");
    }

    private static async Task WaitAsync(TenantQuery query, Guid tenantId, DateTimeOffset due, long committed, ConcurrentBag<double> delays)
    {
        var filter = new TenantFilter { Search = $"{tenantId}" };
        while ((await query.ListAsync(filter, filter.Validate(new FieldErrors()), CancellationToken.None)).Items[0].NextRotation != due)
        {
            await Task.Delay(Pause);
        }

        delays.Add(Stopwatch.GetElapsedTime(committed).TotalMilliseconds);
    }

    /// <summary>An administrator who looks at one page after the other, five a second.</summary>
    private static async Task<List<double>> ReadAsync(TenantQuery query, CancellationToken cancellationToken)
    {
        var times = new List<double>();
        for (var number = 0; !cancellationToken.IsCancellationRequested; number++)
        {
            times.Add(await AdminQueryCrowd.ReadAsync(query, number));
            await Task.Delay(TimeSpan.FromMilliseconds(200), CancellationToken.None);
        }

        times.Sort();
        return times;
    }

    private static async Task ChangeAsync(NpgsqlDataSource source, Guid secretId, DateTimeOffset due)
    {
        await using var change = source.CreateCommand("update secret set next_rotation = $1 where secret_id = $2");
        change.Parameters.AddWithValue(due);
        change.Parameters.AddWithValue(secretId);
        await change.ExecuteNonQueryAsync();
    }

    /// <summary>Of each tenant one secret with a current version: only of such is a due date shown.</summary>
    private static async Task<IReadOnlyList<(Guid TenantId, Guid SecretId)>> SecretsAsync(NpgsqlDataSource source)
    {
        var secrets = new List<(Guid, Guid)>();
        await using var command = source.CreateCommand(
            "select distinct on (tenant_id) tenant_id, secret_id from secret join secret_version using (secret_id) where state = 'current' order by tenant_id, secret_id");
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
        {
            secrets.Add((reader.GetGuid(0), reader.GetGuid(1)));
        }

        return secrets;
    }
}

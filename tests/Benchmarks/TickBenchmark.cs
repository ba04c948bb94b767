using System.Diagnostics;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using PenguinMails.Postgres;
using PenguinMails.Rotation;
using PenguinMails.Rotation.Scheduling;
using PenguinMails.ServiceDefaults;
using PenguinMails.TestKit;

namespace PenguinMails.Benchmarks;

/// <summary>
/// One look of the scheduler at its tables with 1,000, 10,000 and 100,000 secrets, with nothing due and with a full batch due, beside
/// the batch's bare SQL: as many rows updated and as many messages written in one transaction.
/// </summary>
internal static class TickBenchmark
{
    private const int Rounds = 21;
    private const int Batch = 50;

    public static async Task RunAsync()
    {
        var rabbit = await TestRabbitMq.SharedAsync();
        var broker = rabbit.As(await rabbit.CreateVirtualHostAsync(), "rotation");
        await using var postgres = await TestPostgres.StartAsync(durable: true);
        var idleTimes = new List<TimeSpan>();
        foreach (var secrets in new[] { 1_000, 10_000, 100_000 })
        {
            await using var app = await StartAsync(await postgres.CreateDatabaseAsync(), broker);
            var database = app.Services.GetRequiredService<Database>();
            await FillAsync(database, secrets);
            var tick = app.Services.GetRequiredService<SchedulerTick>();
            while (await tick.RunAsync(CancellationToken.None) is null)
            {
                // The service's own first tick is still at it.
                await Task.Delay(TimeSpan.FromMilliseconds(50));
            }

            var idle = await MedianAsync(() => Task.CompletedTask, () => tick.RunAsync(CancellationToken.None));
            var busy = await MedianAsync(() => MakeDueAsync(database), () => tick.RunAsync(CancellationToken.None));
            var raw = await MedianAsync(() => MakeDueAsync(database), () => RawAsync(database));
            idleTimes.Add(idle);
            Report.Line(
                $"tick, {secrets,7} secrets   nothing due {idle.TotalMilliseconds,7:F1} ms   {Batch} due {busy.TotalMilliseconds,7:F1} ms"
                + $"   bare SQL {raw.TotalMilliseconds,6:F1} ms   ratio {busy / raw,5:F1}   per secret {idle.TotalMicroseconds / secrets,8:F3} us");
            await app.StopAsync();
        }

        Report.Line($"100,000 against 1,000     {idleTimes[^1] / idleTimes[0],5:F2}      (aim: flat)");
    }

    private static async Task<WebApplication> StartAsync(string database, string broker)
    {
        var builder = WebApplication.CreateBuilder();
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["ConnectionStrings:rotation"] = database,
            ["ConnectionStrings:messaging"] = broker,
            ["Rotation:Scheduler:Tick"] = "00:01:00", // the ticks are the benchmark's
            ["Rotation:Scheduler:MaxUnanswered"] = "100000",
            ["Logging:LogLevel:Default"] = "Critical",
        });
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddSingleton(new AuditTrail("rotation", TimeProvider.System));
        builder.AddRotation();
        var app = builder.Build();
        await app.StartAsync();
        await app.Services.GetRequiredService<MigrationsDone>().WaitAsync(CancellationToken.None);
        return app;
    }

    private static Task FillAsync(Database database, int secrets) => database.InTransactionAsync(
        async transaction =>
        {
            await transaction.ExecuteAsync(
                """
                insert into tenant_schedule (tenant_id) select gen_random_uuid() from generate_series(1, @secrets);
                insert into scheduled_secret (tenant_id, type, name, state, current_version_id, changed_at, due_at, decided_at, deadline_at, alert_at)
                select tenant_id, 'ssh', 'tenant', 'waiting', gen_random_uuid(), now() - interval '1 day', now() + random() * interval '89 days', now(),
                       now() + interval '89 days', now() + interval '89 days'
                from tenant_schedule
                """,
                new { secrets });
            await transaction.ExecuteAsync("analyze scheduled_secret");
        },
        CancellationToken.None);

    private static Task MakeDueAsync(Database database) => database.InTransactionAsync(
        transaction => transaction.ExecuteAsync(
            """
            update scheduled_secret set state = 'waiting', due_at = now() - interval '1 minute', asked_at = null, asks = 0, next_ask_at = null
            where (tenant_id, type, name) in (select tenant_id, type, name from scheduled_secret where state = 'waiting' limit @Batch)
            """,
            new { Batch }),
        CancellationToken.None);

    /// <summary>What a full batch cannot do without: its rows, one command and one audit record each.</summary>
    private static Task RawAsync(Database database) => database.InTransactionAsync(
        transaction => transaction.ExecuteAsync(
            """
            with due as (
                update scheduled_secret set state = 'asked', asked_at = now(), asks = 1, next_ask_at = now() + interval '10 minutes'
                where (tenant_id, type, name) in (
                    select tenant_id, type, name from scheduled_secret where state = 'waiting' and due_at <= now() order by due_at limit @Batch for update skip locked)
                returning tenant_id)
            insert into outbox_message (message_id, message_type, destination, body)
            select gen_random_uuid(), 'benchmark', 'nobody', repeat('x', 500) from due, generate_series(1, 2);
            delete from outbox_message where message_type = 'benchmark'
            """,
            new { Batch }),
        CancellationToken.None);

    private static async Task<TimeSpan> MedianAsync(Func<Task> prepare, Func<Task> work)
    {
        var times = new List<TimeSpan>();
        for (var round = 0; round < Rounds; round++)
        {
            await prepare();
            var started = Stopwatch.GetTimestamp();
            await work();
            times.Add(Stopwatch.GetElapsedTime(started));
        }

        return Report.Median(times);
    }
}

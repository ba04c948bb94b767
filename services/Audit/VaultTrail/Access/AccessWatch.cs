using MassTransit;
using Microsoft.Extensions.Options;
using PenguinMails.Postgres;

namespace PenguinMails.Audit.VaultTrail.Access;

/// <summary>Judges reads of material for as long as the service runs. Any instance may.</summary>
internal sealed class AccessWatch(
    AccessJudge judge,
    AccessTable accesses,
    Database database,
    IBusControl bus,
    MigrationsDone migrations,
    IOptions<VaultTrailOptions> options,
    TimeProvider time,
    ILogger<AccessWatch> log) : BackgroundService
{
    private static readonly TimeSpan ForgetInterval = TimeSpan.FromMinutes(10);
    private bool _isBrokerAway;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (options.Value is { File: null, Listen: null })
        {
            return;
        }

        await migrations.WaitAsync(stoppingToken);
        using var timer = new PeriodicTimer(options.Value.JudgeInterval, time);
        var forgotten = time.GetTimestamp();
        do
        {
            try
            {
                await WaitForTheBrokerAsync(stoppingToken);
                while (await judge.JudgeAsync(stoppingToken))
                {
                }

                if (time.GetElapsedTime(forgotten) >= ForgetInterval)
                {
                    await judge.ForgetAsync(stoppingToken);
                    forgotten = time.GetTimestamp();
                }
            }
            catch (Exception failure) when (failure.IsPostgresAway())
            {
                Log.JudgingWaits(log, failure.Message);
            }
            catch (Exception failure) when (!stoppingToken.IsCancellationRequested)
            {
                Log.JudgingBroke(log, failure);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    /// <summary>While no records can arrive, nothing that they could explain is judged; their time begins anew afterwards.</summary>
    private async Task WaitForTheBrokerAsync(CancellationToken cancellationToken)
    {
        var isAway = bus.CheckHealth().Status != BusHealthStatus.Healthy;
        if (isAway)
        {
            await database.InTransactionAsync(transaction => accesses.PutOffAsync(transaction, time.GetUtcNow()), cancellationToken);
        }

        if (isAway && !_isBrokerAway)
        {
            Log.JudgingWaits(log, "The broker is away, and with it the records that may explain them.");
        }

        _isBrokerAway = isAway;
    }
}

using MassTransit;
using Microsoft.Extensions.Options;
using PenguinMails.Audit.VaultTrail.Configuration;
using PenguinMails.Postgres;
using PenguinMails.Workers;

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
    ILogger<AccessWatch> log) : DatabaseWorker(migrations, time, log)
{
    private static readonly TimeSpan ForgetInterval = TimeSpan.FromMinutes(10);
    private long? _forgottenAt;
    private bool _isBrokerAway;

    protected override async Task<NextRun> RunOnceAsync(CancellationToken stoppingToken)
    {
        if (options.Value is { File: null, Listen: null })
        {
            return NextRun.Never;
        }

        await WaitForTheBrokerAsync(stoppingToken);
        if (await judge.JudgeAsync(stoppingToken))
        {
            return NextRun.Now;
        }

        _forgottenAt ??= Time.GetTimestamp();
        if (Time.GetElapsedTime(_forgottenAt.Value) >= ForgetInterval)
        {
            await judge.ForgetAsync(stoppingToken);
            _forgottenAt = Time.GetTimestamp();
        }

        return NextRun.After(options.Value.JudgeInterval);
    }

    /// <summary>While no records can arrive, nothing that they could explain is judged; their time begins anew afterwards.</summary>
    private async Task WaitForTheBrokerAsync(CancellationToken cancellationToken)
    {
        var isAway = bus.CheckHealth().Status != BusHealthStatus.Healthy;
        if (isAway)
        {
            await database.InTransactionAsync(transaction => accesses.PutOffAsync(transaction, Time.GetUtcNow()), cancellationToken);
        }

        if (isAway && !_isBrokerAway)
        {
            Log.JudgingWaits(Logger, "The broker is away, and with it the records that may explain them.");
        }

        _isBrokerAway = isAway;
    }
}

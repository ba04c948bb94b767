using Microsoft.Extensions.Options;
using PenguinMails.Postgres;

namespace PenguinMails.Audit.Delivery;

/// <summary>Sends what is due, each channel by itself: one that hangs holds up no other.</summary>
internal sealed class DeliveryWorkers(
    IEnumerable<IAlertChannel> channels,
    DeliveryLeases leases,
    DeliveryAttempt attempt,
    ChangeNotices notices,
    MigrationsDone migrations,
    IOptions<DeliveryOptions> options,
    TimeProvider time,
    ILogger<DeliveryWorkers> log) : BackgroundService
{
    // Retries become due by time alone.
    private static readonly TimeSpan Poll = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await migrations.WaitAsync(stoppingToken);
        await Task.WhenAll(channels.SelectMany(channel => Enumerable.Range(0, options.Value.Workers).Select(_ => RunAsync(channel, stoppingToken))));
    }

    private async Task RunAsync(IAlertChannel channel, CancellationToken stoppingToken)
    {
        using var due = notices.Listen(DeliveryTable.Due);
        while (!stoppingToken.IsCancellationRequested)
        {
            if (!await TryOneAsync(channel, stoppingToken))
            {
                await due.WaitAsync(Poll, time, stoppingToken);
            }
        }
    }

    /// <returns>False when nothing was due, or nothing can be done now.</returns>
    private async Task<bool> TryOneAsync(IAlertChannel channel, CancellationToken stoppingToken)
    {
        try
        {
            if (await leases.ClaimAsync(channel.Name, stoppingToken) is not { } delivery)
            {
                return false;
            }

            await attempt.MakeAsync(channel, delivery, stoppingToken);
            return true;
        }
        catch (Exception failure) when (failure.IsPostgresAway())
        {
            Log.PostgresAway(log, failure.Message);
            return false;
        }
        catch (Exception failure) when (!stoppingToken.IsCancellationRequested)
        {
            // A bug. The lease runs out and it is tried again.
            Log.Broke(log, failure, channel.Name);
            return false;
        }
    }
}

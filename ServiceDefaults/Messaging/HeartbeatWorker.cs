using PenguinMails.Workers;

namespace PenguinMails.ServiceDefaults;

/// <summary>Sends <see cref="ServiceHeartbeat"/> through the service's own outbox. While one waits there, no second one is written.</summary>
internal sealed class HeartbeatWorker(
    ServiceName service, IEnumerable<IPeriodicWork> work, Database database, MigrationsDone migrations, IOptions<MessagingOptions> options, TimeProvider time,
    ILogger<HeartbeatWorker> log)
    : DatabaseWorker(migrations, time, log)
{
    protected override async Task<NextRun> RunOnceAsync(CancellationToken stoppingToken)
    {
        await database.InTransactionAsync(
            async transaction =>
            {
                var late = new List<LateWork>();
                foreach (var one in work)
                {
                    if (await one.FindLateAsync(transaction) is { } found)
                    {
                        late.Add(found);
                    }
                }

                // Before the heartbeat is written: what was numbered until then stands before it in the outbox.
                var last = await transaction.LastPositionAsync();
                await transaction.PublishUnlessWaitingAsync(new ServiceHeartbeat(service.Name, Time.GetUtcNow(), late.Count == 0 ? null : late, last));
            },
            stoppingToken);
        return NextRun.After(options.Value.HeartbeatInterval);
    }
}

/// <summary>The service's name in messages and queues.</summary>
internal sealed record ServiceName(string Name);

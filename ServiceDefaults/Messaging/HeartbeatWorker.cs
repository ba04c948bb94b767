using PenguinMails.Vault;
using PenguinMails.Workers;

namespace PenguinMails.ServiceDefaults;

/// <summary>Sends <see cref="ServiceHeartbeat"/> through the service's own outbox. While one waits there, no second one is written.</summary>
internal sealed class HeartbeatWorker(
    ServiceName service, IEnumerable<IPeriodicWork> work, SetAsideWatch setAside, IVaultLoginState vault, Database database, MigrationsDone migrations,
    IOptions<MessagingOptions> options, TimeProvider time, ILogger<HeartbeatWorker> log)
    : DatabaseWorker(migrations, time, log)
{
    protected override async Task<NextRun> RunOnceAsync(CancellationToken stoppingToken)
    {
        await database.InTransactionAsync(
            async transaction =>
            {
                var states = new List<PeriodicWorkState>();
                foreach (var one in work)
                {
                    states.Add(await one.JudgeAsync(transaction));
                }

                // Before the heartbeat is written: what was numbered until then stands before it in the outbox.
                var last = await transaction.LastPositionAsync();
                await transaction.PublishUnlessWaitingAsync(new ServiceHeartbeat(service.Name, Time.GetUtcNow())
                {
                    Late = [.. states.Where(state => state.DueAt is not null).Select(state => new LateWork(state.Work, state.DueAt!.Value))],
                    NotKnown = [.. states.Where(state => !state.IsKnown).Select(state => state.Work)],
                    SetAside = setAside.Known,
                    SignedInToVaultAt = vault.SignedInAt,
                    LastPosition = last,
                });
            },
            stoppingToken);
        return NextRun.After(options.Value.HeartbeatInterval);
    }
}

/// <summary>The service's name in messages and queues.</summary>
internal sealed record ServiceName(string Name);

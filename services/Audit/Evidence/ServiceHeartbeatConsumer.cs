using MassTransit;
using PenguinMails.Audit.VaultTrail.Access;

namespace PenguinMails.Audit.Evidence;

/// <summary>Notes that a service is heard of. It needs no inbox: a heartbeat that comes again says nothing wrong.</summary>
internal sealed class ServiceHeartbeatConsumer(Database database, AccessTable accesses, IOptions<EvidenceOptions> options, TimeProvider time)
    : IConsumer<ServiceHeartbeat>
{
    public Task Consume(ConsumeContext<ServiceHeartbeat> context) => database.InTransactionAsync(
        async transaction =>
        {
            var heartbeat = context.Message;
            await transaction.SeenAsync(EvidenceSources.Broker, options.Value.BrokerSilence);
            await transaction.SeenAsync(EvidenceSources.Service(heartbeat.Service), options.Value.ServiceSilence);
            await transaction.LateAsync(heartbeat.Service, [.. (heartbeat.Late ?? []).Where(WorkRule.Knows).DistinctBy(work => work.Work)]);
            await transaction.NoteGivenAsync(heartbeat.Service, heartbeat.LastPosition);
            await accesses.HeardAsync(transaction, heartbeat.Service, heartbeat.OccurredAt, time.GetUtcNow());
        },
        context.CancellationToken);
}

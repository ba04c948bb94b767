using MassTransit;
using PenguinMails.Audit.Alerts;
using PenguinMails.Audit.VaultTrail.Access;

namespace PenguinMails.Audit.Evidence;

/// <summary>Notes that a service is heard of. It needs no inbox: a heartbeat that comes again says nothing wrong.</summary>
internal sealed class ServiceHeartbeatConsumer(Database database, AccessTable accesses, AlertTable alerts, IOptions<EvidenceOptions> options, TimeProvider time)
    : IConsumer<ServiceHeartbeat>
{
    public Task Consume(ConsumeContext<ServiceHeartbeat> context) => database.InTransactionAsync(
        async transaction =>
        {
            var heartbeat = context.Message;
            await transaction.SeenAsync(EvidenceSources.Broker, options.Value.BrokerSilence);
            await transaction.SeenAsync(EvidenceSources.Service(heartbeat.Service), options.Value.ServiceSilence);
            await transaction.LateAsync(heartbeat.Service, [.. (heartbeat.Late ?? []).Where(WorkRule.Knows).DistinctBy(work => work.Work)], heartbeat.NotKnown ?? []);
            await SetAsideRule.NoteAsync(transaction, heartbeat.Service, heartbeat.SetAside ?? []);
            await EndRefusedLoginsAsync(transaction, heartbeat);
            await transaction.NoteGivenAsync(heartbeat.Service, heartbeat.LastPosition);
            await accesses.HeardAsync(transaction, heartbeat.Service, heartbeat.OccurredAt, time.GetUtcNow());
        },
        context.CancellationToken);

    /// <summary>A service that Vault lets in again ends what it had raised before that about its sign-in.</summary>
    private async Task EndRefusedLoginsAsync(DatabaseTransaction transaction, ServiceHeartbeat heartbeat)
    {
        var refused = heartbeat.SignedInToVaultAt is not { } signedInAt ? null : await transaction.ScalarAsync<Guid?>(
            "select alert_id from alert where raised_by = @Service and deduplication_key = @key and state in ('open', 'acknowledged') and last_occurred_at < @signedInAt limit 1",
            new { heartbeat.Service, key = VaultLoginAlert.DeduplicationKeyOf(heartbeat.Service), signedInAt });
        if (refused is { } alertId)
        {
            await alerts.EndAsync(transaction, alertId, $"Vault has let it in at {LedgerTime.Write(heartbeat.SignedInToVaultAt!.Value)}.", time.GetUtcNow());
        }
    }
}

using MassTransit;

namespace PenguinMails.Audit.Evidence;

/// <summary>
/// Whether anything comes through the broker. This service sends heartbeats through it to itself too, so their absence shows that it is away,
/// takes no messages (a memory or disk alarm), or that this service's queue is not read.
/// </summary>
internal sealed class BrokerRule(IBusControl bus, IOptions<EvidenceOptions> options) : IEvidenceRule
{
    public const string Kind = "messaging.broker_stuck";

    public async Task<IReadOnlyList<Silence>> JudgeAsync(DatabaseTransaction transaction, WatchRound round)
    {
        var seen = round.Known.GetValueOrDefault(EvidenceSources.Broker)?.SeenAt;
        var since = round.JudgedSince(EvidenceSources.Broker);
        var last = seen > since ? seen.Value : since;
        return round.Now - last <= options.Value.BrokerSilence ? [] :
        [
            new Silence(
                EvidenceSources.Broker, seen ?? round.WatchingSince, Kind,
                $"Messages do not get through: {await CauseAsync(transaction)}",
                "Messages wait in the outboxes and arrive later; no service is judged by its silence meanwhile. Look at RabbitMQ (rabbitmqctl status, list_queues) and at /health of the services."),
        ];
    }

    private async Task<string> CauseAsync(DatabaseTransaction transaction)
    {
        if (bus.CheckHealth().Status != BusHealthStatus.Healthy)
        {
            return "RabbitMQ does not answer the audit service";
        }

        return await transaction.ScalarAsync<bool>("select exists (select from outbox_message where created_at < now() - @BrokerSilence / 2)", new { options.Value.BrokerSilence })
            ? "RabbitMQ takes no messages of the audit service (a memory or disk alarm blocks publishers)"
            : "what the audit service sends is taken by RabbitMQ and does not come back from the queue audit-events";
    }
}

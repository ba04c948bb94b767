using PenguinMails.Audit.Alerts;

namespace PenguinMails.Audit.Evidence;

/// <summary>
/// Whether alerts reach their receivers: messages that wait though they were tried, or several alerts' that were refused, with no success since. One
/// message that is refused, or that waits while others arrive, says nothing about the receiver; <c>DeliveryLeases</c> raises an alert about it.
/// </summary>
internal sealed class DeliveryRule(IEnumerable<IAlertChannel> channels, IOptions<EvidenceOptions> options) : IEvidenceRule
{
    public const string Kind = "audit.delivery_failing";

    public async Task<IReadOnlyList<Silence>> JudgeAsync(DatabaseTransaction transaction, WatchRound round)
    {
        var silences = new List<Silence>();
        foreach (var channel in channels.Where(channel => channel.IsConfigured))
        {
            if (await FailingSinceAsync(transaction, channel.Name) is { } since && since < round.Now - options.Value.DeliverySilence)
            {
                silences.Add(new Silence(
                    EvidenceSources.Deliveries(channel.Name), since, Kind,
                    $"No alert reaches the receiver {channel.Name}",
                    "GET /api/v1/admin/alerts/{id} shows what the receiver answers: it is away, or its address, routing key or secret is wrong."));
            }
        }

        return silences;
    }

    private static Task<DateTimeOffset?> FailingSinceAsync(DatabaseTransaction transaction, string channel) => transaction.ScalarAsync<DateTimeOffset?>(
        """
        with success as (
            select coalesce(max(finished_at), '-infinity') as at from alert_delivery where channel = @channel and state = 'delivered')
        select least(
            (select min(d.created_at) from alert_delivery d, success s
            where d.channel = @channel and d.state = 'pending' and d.attempts > 0 and d.error is not null and d.created_at > s.at),
            (select min(greatest(d.created_at, s.at)) from alert_delivery d, success s
            where d.channel = @channel and d.state = 'failed' and d.finished_at > s.at having count(distinct d.alert_id) > 1))
        """,
        new { channel });
}

namespace PenguinMails.Audit.Alerts;

/// <summary>Queues one delivery per configured channel in the transaction of the alert's change.</summary>
internal sealed class DeliveryTable(IEnumerable<IAlertChannel> channels, TimeProvider time)
{
    /// <summary>What <c>0003_alerts.sql</c> announces when messages become due.</summary>
    public const string Due = "alert_delivery_due";

    /// <param name="transaction">Holds the alert's row.</param>
    /// <param name="alertEvent">One of <see cref="AlertEvents"/>; each is delivered once.</param>
    public async Task EnqueueAsync(DatabaseTransaction transaction, Guid alertId, string alertEvent)
    {
        foreach (var channel in channels.Where(channel => channel.IsConfigured))
        {
            var now = time.GetUtcNow();
            await transaction.ExecuteAsync(
                """
                insert into alert_delivery (delivery_id, alert_id, channel, event, created_at)
                values (@deliveryId, @alertId, @Name, @alertEvent, @now)
                on conflict (alert_id, channel, event) do nothing
                """,
                new { deliveryId = Guid.CreateVersion7(now), alertId, channel.Name, alertEvent, now });
        }
    }

    public static Task<IReadOnlyList<AlertDelivery>> OfAsync(DatabaseTransaction read, Guid alertId) => read.QueryAsync<AlertDelivery>(
        """
        select delivery_id, channel, event, state, attempts, error, created_at,
            case state when 'pending' then not_before end as NextAttemptAt, finished_at
        from alert_delivery where alert_id = @alertId order by number
        """,
        new { alertId });
}

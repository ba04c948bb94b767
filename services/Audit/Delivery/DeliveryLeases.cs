using PenguinMails.Audit.Alerts;

namespace PenguinMails.Audit.Delivery;

/// <summary>
/// Hands out messages that are due: of one alert to one channel always the oldest that is pending, so they arrive in order. Leases run
/// by the database's clock. A worker that dies leaves its message to the next when the lease has ended; it is sent again with its id.
/// </summary>
internal sealed class DeliveryLeases(Database database, AlertTable alerts, IOptions<DeliveryOptions> options, TimeProvider time)
{
    private const string RefusedAlert = "audit.delivery_refused";

    // An alert about an alert that was not told is not followed by another one.
    private static readonly string[] AboutDeliveries = [RefusedAlert, "audit.delivery_failing"];

    private static readonly TimeSpan Slack = TimeSpan.FromSeconds(20);

    public Task<DueDelivery?> ClaimAsync(string channel, CancellationToken cancellationToken) => database.InTransactionAsync(
        transaction => transaction.QuerySingleOrDefaultAsync<DueDelivery>(
            """
            update alert_delivery set attempts = attempts + 1, lease_owner = @owner, lease_until = now() + @length
            where delivery_id = (
                select d.delivery_id from alert_delivery d
                where d.channel = @channel and d.state = 'pending' and d.not_before <= now() and (d.lease_until is null or d.lease_until < now())
                  and not exists (
                      select from alert_delivery earlier
                      where earlier.alert_id = d.alert_id and earlier.channel = d.channel and earlier.state = 'pending' and earlier.number < d.number)
                order by d.not_before, d.number limit 1 for update skip locked)
            returning delivery_id, alert_id, event, attempts, created_at, lease_owner
            """,
            new { channel, owner = Guid.CreateVersion7(), length = options.Value.Timeout + Slack }),
        cancellationToken);

    public Task<bool> DeliveredAsync(DueDelivery delivery, CancellationToken cancellationToken) =>
        UpdateLeasedAsync(delivery, "state = 'delivered', finished_at = @now, error = null", new { }, cancellationToken);

    /// <summary>Gives the message up. What it told is to be told another way, so that is an alert: one a receiver, however many messages it refuses.</summary>
    public Task<bool> FailedAsync(string channel, DueDelivery delivery, string error, CancellationToken cancellationToken) => database.InTransactionAsync(
        async transaction =>
        {
            var isMine = await UpdateLeasedAsync(transaction, delivery, "state = 'failed', finished_at = @now, error = @error", new { error });
            if (isMine && await AlertTable.FindAsync(transaction, delivery.AlertId) is { } untold && !AboutDeliveries.Contains(untold.Kind, StringComparer.Ordinal))
            {
                await alerts.RaiseAsync(transaction, new AlertRaised(
                    Guid.CreateVersion7(), RefusedAlert, AlertSeverities.Critical, $"{RefusedAlert}/{channel}", TenantId: null, Secret: null,
                    $"The receiver {channel} was not told of the alert {untold.AlertId} ({untold.Kind}): {error}",
                    $"Read that alert: GET /api/v1/admin/alerts/{untold.AlertId}. If the receiver takes others, it refuses something in this one; else its address, routing key or secret is wrong.",
                    TraceId: null, time.GetUtcNow()));
            }

            return isMine;
        },
        cancellationToken);

    public Task<bool> RetryLaterAsync(DueDelivery delivery, string error, TimeSpan wait, CancellationToken cancellationToken) =>
        UpdateLeasedAsync(delivery, "not_before = now() + @wait, error = @error", new { error, wait }, cancellationToken);

    private Task<bool> UpdateLeasedAsync(DueDelivery delivery, string change, object values, CancellationToken cancellationToken) =>
        database.InTransactionAsync(transaction => UpdateLeasedAsync(transaction, delivery, change, values), cancellationToken);

    private async Task<bool> UpdateLeasedAsync(DatabaseTransaction transaction, DueDelivery delivery, string change, object values)
    {
        var parameters = new Dapper.DynamicParameters(values);
        parameters.AddDynamicParams(new { delivery.DeliveryId, delivery.LeaseOwner, delivery.AlertId, now = time.GetUtcNow() });
        var isMine = await transaction.ExecuteAsync(
            $"""
            update alert_delivery set {change}, lease_owner = null, lease_until = null
            where delivery_id = @DeliveryId and lease_owner = @LeaseOwner and state = 'pending'
            """,
            parameters) == 1;
        // What had to wait for this one is due now.
        await transaction.ExecuteAsync($"select pg_notify('{DeliveryTable.Due}', '')");
        return isMine;
    }
}

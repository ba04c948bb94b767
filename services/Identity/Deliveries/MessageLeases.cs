using PenguinMails.Identity.Notifications;

namespace PenguinMails.Identity.Deliveries;

/// <summary>
/// Hands out messages that are due, to one tenant's webhooks one at a time: a tenant whose receivers never answer holds up its own messages
/// only. Leases run by the database's clock. A worker that dies leaves its message to the next when the lease has ended; it is sent
/// again with its id.
/// </summary>
internal sealed class MessageLeases(Database database, AuditTrail trail, IOptions<NotificationOptions> options, TimeProvider time)
{
    private const string FailedAlert = "notification.failed";

    // Nobody misses a test, or what somebody who lost access since, or a webhook that was deleted, did not get.
    private const string Missed =
        """
        select case m.channel
            when 'webhook' then w.deleted_at is null and exists (
                select from message_notice join notice n using (notice_id) where message_id = m.message_id and n.event <> @Test)
            else u.status = case when m.sealed is null then 'active' else 'invited' end and u.tenant_id is not distinct from m.tenant_id end
        from message m left join webhook w using (webhook_id) left join platform_user u on u.user_id = m.user_id
        where m.message_id = @MessageId
        """;

    private static readonly TimeSpan Slack = TimeSpan.FromSeconds(30);

    public Task<DueMessage?> ClaimAsync(string channel, CancellationToken cancellationToken) => database.InTransactionAsync(
        async transaction =>
        {
            if (channel == MessageTable.Webhook)
            {
                // A statement of its own: the next one sees what whoever held it has leased.
                await transaction.ExecuteAsync("select pg_advisory_xact_lock(hashtextextended('webhook messages', 0))");
            }

            return await transaction.QuerySingleOrDefaultAsync<DueMessage>(
                """
                update message set attempts = attempts + 1, first_attempt_at = coalesce(first_attempt_at, now()), lease_owner = @owner, lease_until = now() + @length
                where message_id = (
                    select m.message_id from message m
                    where m.channel = @channel and m.state = 'pending' and m.not_before <= now() and (m.lease_until is null or m.lease_until < now())
                      and (m.channel <> 'webhook' or not exists (
                          select from message other
                          where other.channel = 'webhook' and other.tenant_id = m.tenant_id and other.state = 'pending' and other.lease_until >= now()))
                    order by m.not_before, m.number limit 1 for update skip locked)
                returning message_id as MessageId, tenant_id as TenantId, user_id as UserId, webhook_id as WebhookId, attempts as Attempts, sealed as Sealed, lease_owner as LeaseOwner
                """,
                new { channel, owner = Guid.CreateVersion7(), length = options.Value.Timeout + Slack });
        },
        cancellationToken);

    public Task DeliveredAsync(string channel, DueMessage message, CancellationToken cancellationToken) => database.InTransactionAsync(
        async transaction =>
        {
            if (await UpdateAsync(transaction, message, "state = 'delivered', finished_at = now(), error = null, sealed = null", new { }))
            {
                await RecordAsync(transaction, channel, message, AuditOutcomes.Success);
            }
        },
        cancellationToken);

    /// <summary>Gives the message up, with an alert when somebody misses it: one a person, and one a tenant for all of its webhooks.</summary>
    public Task FailedAsync(string channel, DueMessage message, string error, CancellationToken cancellationToken) => database.InTransactionAsync(
        transaction => FailAsync(transaction, channel, message, error), cancellationToken);

    /// <returns>Whether it is tried again; else it was given up.</returns>
    public Task<bool> RetryLaterAsync(string channel, DueMessage message, string error, TimeSpan wait, CancellationToken cancellationToken) => database.InTransactionAsync(
        async transaction =>
        {
            var isOver = await transaction.ScalarAsync<bool>(
                "select now() + @wait >= coalesce(first_attempt_at, created_at) + @GiveUpAfter from message where message_id = @MessageId",
                new { wait, options.Value.GiveUpAfter, message.MessageId });
            if (isOver)
            {
                await FailAsync(transaction, channel, message, $"Given up after {options.Value.GiveUpAfter}: {error}");
                return false;
            }

            await UpdateAsync(transaction, message, "not_before = now() + @wait, error = @error", new { error, wait });
            return true;
        },
        cancellationToken);

    private async Task FailAsync(DatabaseTransaction transaction, string channel, DueMessage message, string error)
    {
        var isMissed = await transaction.ScalarAsync<bool>(Missed, new { message.MessageId, TenantEvents.Test });
        if (!await UpdateAsync(transaction, message, "state = 'failed', finished_at = now(), error = @error, sealed = null", new { error }))
        {
            return;
        }

        await RecordAsync(transaction, channel, message, AuditOutcomes.Failed);
        if (!isMissed)
        {
            return;
        }

        await transaction.PublishAsync(new AlertRaised(
            Guid.CreateVersion7(),
            FailedAlert,
            AlertSeverities.Warning,
            $"{FailedAlert}/{message.UserId ?? message.TenantId}",
            message.TenantId,
            Secret: null,
            $"A {(message.WebhookId is null ? "mail" : "webhook message")} could not be delivered and was given up: {error}",
            message.WebhookId is null
                ? "Check the mail server (Identity:Mail) and the person's address; tell them another way."
                : "Tell the tenant that their webhook does not take messages.",
            Activity.Current?.TraceId.ToHexString(),
            time.GetUtcNow()));
    }

    private Task RecordAsync(DatabaseTransaction transaction, string channel, DueMessage message, string outcome) =>
        trail.RecordAsync(transaction, trail.Platform, new AuditEntry("notification.deliver", outcome)
        {
            TenantId = message.TenantId,
            CorrelationId = message.MessageId,
            Details = new(StringComparer.Ordinal) { ["channel"] = channel, ["receiver"] = $"{message.WebhookId ?? message.UserId}", ["attempts"] = $"{message.Attempts}" },
        });

    private static async Task<bool> UpdateAsync(DatabaseTransaction transaction, DueMessage message, string change, object values)
    {
        var parameters = new Dapper.DynamicParameters(values);
        parameters.AddDynamicParams(new { message.MessageId, message.LeaseOwner });
        return await transaction.ExecuteAsync(
            $"""
            update message set {change}, lease_owner = null, lease_until = null
            where message_id = @MessageId and lease_owner = @LeaseOwner and state = 'pending'
            """,
            parameters) == 1;
    }
}

namespace PenguinMails.Identity.Notifications;

/// <summary>Queues messages in the transaction of what they tell.</summary>
internal static class MessageTable
{
    /// <summary>What <c>0006_notifications.sql</c> announces when messages become due.</summary>
    public const string Due = "message_due";

    public const string Mail = "mail";
    public const string Webhook = "webhook";

    /// <summary>Adds the notice to the mail that waits for a person, or begins one. The tenant's notices are locked.</summary>
    /// <param name="interval">The least time between two mails to one person.</param>
    public static async Task AddToMailAsync(this DatabaseTransaction transaction, Notice notice, Guid userId, TimeSpan interval)
    {
        // One that was begun already has its text.
        var waiting = await transaction.ScalarAsync<Guid?>(
            """
            select message_id from message where user_id = @userId and state = 'pending' and attempts = 0 and lease_owner is null and sealed is null
            order by number desc limit 1 for update
            """,
            new { userId });
        if (waiting is null)
        {
            waiting = Guid.CreateVersion7();
            await transaction.ExecuteAsync(
                """
                insert into message (message_id, channel, tenant_id, user_id, not_before)
                select @waiting, 'mail', @TenantId, @userId,
                    greatest(now(), (select max(greatest(created_at, not_before)) + @interval from message where user_id = @userId))
                """,
                new { waiting, notice.TenantId, userId, interval });
        }

        await transaction.ExecuteAsync("insert into message_notice (message_id, notice_id) values (@waiting, @NoticeId)", new { waiting, notice.NoticeId });
    }

    /// <summary>Whether a mail that waits for the person, and was not begun, tells of such an event.</summary>
    public static Task<bool> WillBeToldAsync(this DatabaseTransaction transaction, Guid userId, string tenantEvent) => transaction.ScalarAsync<bool>(
        """
        select exists (
            select from message m join message_notice using (message_id) join notice n using (notice_id)
            where m.user_id = @userId and m.state = 'pending' and m.attempts = 0 and m.lease_owner is null and m.sealed is null and n.event = @tenantEvent)
        """,
        new { userId, tenantEvent });

    /// <summary>Queues the mail of an invitation; one a minute, so that resets are no way to flood somebody: whatever was attempted may have
    /// arrived. The mail of one from before is not sent any more.</summary>
    /// <param name="cipherText">The link; null: none is sent.</param>
    public static async Task ReplaceInvitationMailAsync(this DatabaseTransaction transaction, Guid userId, string? cipherText)
    {
        await transaction.ExecuteAsync(
            """
            update message set state = 'failed', error = 'A newer link took its place.', sealed = null, finished_at = now(), lease_owner = null, lease_until = null
            where user_id = @userId and state = 'pending' and sealed is not null
            """,
            new { userId });
        if (cipherText is not null)
        {
            await transaction.ExecuteAsync(
                """
                insert into message (message_id, channel, tenant_id, user_id, sealed, not_before)
                select @messageId, 'mail', tenant_id, user_id, @cipherText,
                    greatest(now(), (select max(finished_at) + interval '1 minute' from message where user_id = @userId and attempts > 0))
                from platform_user where user_id = @userId
                """,
                new { messageId = Guid.CreateVersion7(), userId, cipherText });
        }
    }

    /// <returns>The message's id.</returns>
    public static async Task<Guid> AddToWebhookAsync(this DatabaseTransaction transaction, Notice notice, Guid webhookId)
    {
        var messageId = Guid.CreateVersion7();
        await transaction.ExecuteAsync(
            """
            insert into message (message_id, channel, tenant_id, webhook_id) values (@messageId, 'webhook', @TenantId, @webhookId);
            insert into message_notice (message_id, notice_id) values (@messageId, @NoticeId)
            """,
            new { messageId, notice.TenantId, webhookId, notice.NoticeId });
        return messageId;
    }
}

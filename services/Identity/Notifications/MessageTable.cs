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
            select message_id from message where user_id = @userId and state = 'pending' and attempts = 0 and lease_owner is null
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

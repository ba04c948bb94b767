namespace PenguinMails.Identity.Webhooks;

/// <summary>Webhooks as this database holds them. Those that were deleted stay as long as what was sent to them.</summary>
internal static class WebhookTable
{
    public static Task<PageOf<Webhook>> ReadWebhooksAsync(this DatabaseTransaction read, Guid tenantId, Page page) => page.ReadAsync<Webhook>(
        read,
        """
        w.webhook_id as WebhookId, w.url as Url, w.events as Events, w.created_at as CreatedAt,
        (select count(*)::int from message m where m.webhook_id = w.webhook_id and m.state = 'pending') as Waiting,
        last.state as LastStatus, last.error as LastError, last.finished_at as LastFinishedAt
        """,
        """
        webhook w left join lateral (
            select state, error, finished_at from message m where m.webhook_id = w.webhook_id and m.state <> 'pending' order by m.number desc limit 1) last on true
        where w.tenant_id = @tenantId and w.deleted_at is null
        """,
        "w.created_at desc, w.webhook_id",
        new { tenantId });

    public static Task<int> CountWebhooksAsync(this DatabaseTransaction transaction, Guid tenantId) => transaction.ScalarAsync<int>(
        "select count(*)::int from webhook where tenant_id = @tenantId and deleted_at is null", new { tenantId });

    public static Task AddWebhookAsync(this DatabaseTransaction transaction, Guid webhookId, Guid tenantId, NewWebhook webhook, string cipherText, DateTimeOffset now) =>
        transaction.ExecuteAsync(
            """
            insert into webhook (webhook_id, tenant_id, url, events, signing_secret, created_at)
            values (@webhookId, @tenantId, @Url, @events, @cipherText, @now)
            """,
            new { webhookId, tenantId, webhook.Url, events = webhook.Events.Distinct(StringComparer.Ordinal).ToArray(), cipherText, now });

    /// <returns>False when the tenant has no such webhook.</returns>
    public static async Task<bool> ReplaceSecretAsync(this DatabaseTransaction transaction, Guid webhookId, Guid tenantId, string cipherText) => await transaction.ExecuteAsync(
        "update webhook set signing_secret = @cipherText where webhook_id = @webhookId and tenant_id = @tenantId and deleted_at is null",
        new { webhookId, tenantId, cipherText }) == 1;

    /// <summary>Deletes the webhook and its secret; what waits for it is not sent any more.</summary>
    /// <returns>False when the tenant has no such webhook.</returns>
    public static async Task<bool> DeleteWebhookAsync(this DatabaseTransaction transaction, Guid webhookId, Guid tenantId, DateTimeOffset now)
    {
        if (await transaction.ExecuteAsync(
            "update webhook set deleted_at = @now, signing_secret = null where webhook_id = @webhookId and tenant_id = @tenantId and deleted_at is null",
            new { webhookId, tenantId, now }) == 0)
        {
            return false;
        }

        await transaction.ExecuteAsync(
            """
            update message set state = 'failed', error = 'The webhook was deleted.', finished_at = now(), lease_owner = null, lease_until = null
            where webhook_id = @webhookId and state = 'pending'
            """,
            new { webhookId });
        return true;
    }

    public static Task<bool> HasWebhookAsync(this DatabaseTransaction transaction, Guid webhookId, Guid tenantId) => transaction.ScalarAsync<bool>(
        "select exists (select from webhook where webhook_id = @webhookId and tenant_id = @tenantId and deleted_at is null)", new { webhookId, tenantId });

    /// <summary>How many test messages of the tenant wait, or were asked for within the minute.</summary>
    public static Task<int> CountTestsAsync(this DatabaseTransaction transaction, Guid tenantId) => transaction.ScalarAsync<int>(
        """
        select count(*)::int from message m join message_notice using (message_id) join notice n using (notice_id)
        where m.tenant_id = @tenantId and m.channel = 'webhook' and n.event = @Test and (m.state = 'pending' or m.created_at > now() - interval '1 minute')
        """,
        new { tenantId, TenantEvents.Test });

    /// <summary>Where a message goes; null when the webhook was deleted.</summary>
    public static Task<WebhookTarget?> FindTargetAsync(this DatabaseTransaction read, Guid webhookId) => read.QuerySingleOrDefaultAsync<WebhookTarget>(
        "select url as Url, signing_secret as SigningSecret from webhook where webhook_id = @webhookId and deleted_at is null", new { webhookId });
}

/// <summary>Where a message goes.</summary>
/// <param name="Url">The address.</param>
/// <param name="SigningSecret">Cipher text of the secret.</param>
internal sealed record WebhookTarget(string Url, string SigningSecret)
{
    public override string ToString() => "webhook";
}

namespace PenguinMails.Identity.Notifications;

/// <summary>Queues a notice for everybody who hears of it: a mail for each person who wants one, a message for each webhook.</summary>
internal sealed class FanOut(IMailSetup mail, IOptions<NotificationOptions> options, TimeProvider time)
{
    /// <summary>The tenant's notices are locked.</summary>
    public async Task TellAsync(DatabaseTransaction transaction, Notice notice)
    {
        if (!await transaction.TellAsync(notice.NoticeId, time.GetUtcNow()))
        {
            return;
        }

        if (mail.IsSetUp)
        {
            foreach (var userId in await PeopleAsync(transaction, notice))
            {
                await transaction.AddToMailAsync(notice, userId, options.Value.MailInterval);
            }
        }

        var webhooks = await transaction.QueryAsync<Guid>(
            "select webhook_id from webhook where tenant_id = @TenantId and deleted_at is null and @Event = any(events)", notice);
        foreach (var webhookId in webhooks)
        {
            await transaction.AddToWebhookAsync(notice, webhookId);
        }
    }

    private static Task<IReadOnlyList<Guid>> PeopleAsync(DatabaseTransaction transaction, Notice notice) => transaction.QueryAsync<Guid>(
        """
        select user_id from platform_user left join notification_preference using (user_id)
        where tenant_id = @TenantId and status = 'active' and @Event = any(coalesce(events, case when role = @TenantOwner then @defaults else '{}' end))
        order by user_id
        """,
        new { notice.TenantId, notice.Event, Roles.TenantOwner, defaults = Preferences.OfOwners });
}

/// <summary>Whether the platform can send mail.</summary>
internal interface IMailSetup
{
    bool IsSetUp { get; }
}

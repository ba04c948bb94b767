namespace PenguinMails.Identity.Notifications;

/// <summary>Reads what was told to somebody, and to the webhooks of their tenant.</summary>
internal static class NotificationQuery
{
    public static async Task<PageOf<Notification>> ReadNotificationsAsync(
        this DatabaseTransaction read, Caller caller, string? channel, string? status, string? tenantEvent, Page page)
    {
        var rows = await page.ReadAsync<Row>(
            read,
            $"""
            {NoticeTable.Columns},
            m.message_id as MessageId, m.channel as Channel, m.webhook_id as WebhookId, m.state as State, m.attempts as Attempts, m.error as Error,
            case m.state when 'pending' then m.not_before end as NextAttemptAt, m.finished_at as FinishedAt
            """,
            """
            message m join message_notice using (message_id) join notice n using (notice_id)
            where (m.user_id = @UserId or (m.channel = 'webhook' and m.tenant_id = @TenantId))
                and (@channel::text is null or m.channel = @channel) and (@status::text is null or m.state = @status)
                and (@tenantEvent::text is null or n.event = @tenantEvent)
            """,
            "m.number desc, n.occurred_at desc, n.notice_id",
            new { caller.UserId, caller.TenantId, channel, status, tenantEvent });
        return rows.Select(row => row.ToNotification());
    }

    private sealed record Row(
        Guid NoticeId, Guid TenantId, string Event, string? SecretType, string? SecretName, Guid? VersionId, string? Fingerprint, DateTimeOffset? At,
        string? AlertKind, DateTimeOffset OccurredAt, DateTimeOffset DueAt, Guid MessageId, string Channel, Guid? WebhookId, string State, int Attempts,
        string? Error, DateTimeOffset? NextAttemptAt, DateTimeOffset? FinishedAt)
    {
        public Notification ToNotification()
        {
            var text = NoticeText.Of(new Notice(
                NoticeId, TenantId, Event, SecretType, SecretName, VersionId, Fingerprint, At, AlertKind, OccurredAt, DueAt));
            return new Notification
            {
                NotificationId = NoticeId,
                DeliveryId = MessageId,
                Event = Event,
                Channel = Channel,
                WebhookId = WebhookId,
                SecretType = SecretType,
                SecretName = SecretName,
                Summary = text.Title,
                NextStep = text.NextStep,
                OccurredAt = OccurredAt,
                Status = State,
                Attempts = Attempts,
                Error = Error,
                NextAttemptAt = NextAttemptAt,
                FinishedAt = FinishedAt,
            };
        }
    }
}

namespace PenguinMails.Identity.Notifications;

/// <summary>
/// Changes what somebody hears of by mail. They are told of the change by mail, whatever they chose: whoever has their session could silence
/// what would give it away.
/// </summary>
internal sealed class PreferenceChanges(Database database, AuditTrail trail, IMailSetup mail, IOptions<NotificationOptions> options, TimeProvider time)
{
    /// <returns>What is chosen now; null when the caller is no person.</returns>
    public Task<NotificationPreferences?> ChooseAsync(Caller caller, IReadOnlyList<string> events, CancellationToken cancellationToken) => database.InTransactionAsync(
        async transaction =>
        {
            if (caller.TenantId is { } tenantId)
            {
                await transaction.LockNoticesAsync(tenantId);
            }

            var before = await transaction.ReadPreferencesAsync(caller, mail.IsSetUp);
            if (!await transaction.ChooseAsync(caller.UserId, events))
            {
                return null;
            }

            var after = await transaction.ReadPreferencesAsync(caller, mail.IsSetUp);
            if (!after.Events.ToHashSet(StringComparer.Ordinal).SetEquals(before.Events))
            {
                await TellAsync(transaction, caller);
            }

            await trail.RecordAsync(transaction, caller.Actor, new AuditEntry("notification.choose", AuditOutcomes.Success)
            {
                TenantId = caller.TenantId,
                Details = new(StringComparer.Ordinal) { ["events"] = string.Join(' ', events.Order(StringComparer.Ordinal)) },
            });
            return after;
        },
        cancellationToken);

    private async Task TellAsync(DatabaseTransaction transaction, Caller caller)
    {
        // A mail that waits tells of all changes until it is sent: whoever changes it again and again fills no table.
        if (!mail.IsSetUp || caller.TenantId is not { } tenantId || await transaction.WillBeToldAsync(caller.UserId, TenantEvents.PreferencesChanged))
        {
            return;
        }

        var now = time.GetUtcNow();
        var notice = new Notice(Guid.CreateVersion7(), tenantId, TenantEvents.PreferencesChanged, null, null, null, null, null, null, now, now);
        await transaction.AddNoticeAsync(notice);
        await transaction.TellAsync(notice.NoticeId, now);
        await transaction.AddToMailAsync(notice, caller.UserId, options.Value.MailInterval);
    }
}

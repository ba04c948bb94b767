namespace PenguinMails.Identity.Notifications;

/// <summary>Takes what there is to tell, now or later, and withdraws what will not happen any more.</summary>
internal sealed class NotifyTenantConsumer(Database database, FanOut fanOut, IOptions<NotificationOptions> options, TimeProvider time)
    : InboxConsumer<NotifyTenant>(database)
{
    // Rotations that fail are tried again and again: the same cause is told once a day.
    private static readonly TimeSpan FailureWindow = TimeSpan.FromDays(1);

    // The database cuts times to microseconds.
    private static readonly TimeSpan SameTime = TimeSpan.FromSeconds(1);

    // A rotation that is nearer than this is told of when it has happened.
    private static readonly TimeSpan AtOnce = TimeSpan.FromHours(1);

    protected override async Task HandleAsync(NotifyTenant message, DatabaseTransaction transaction)
    {
        await transaction.LockNoticesAsync(message.TenantId);
        var notice = Notice.Of(message);
        switch (message.Event)
        {
            case TenantEvents.RotationDue:
                await ScheduleAsync(transaction, notice);
                return;
            case TenantEvents.RotationFailed when await transaction.HappenedSinceAsync(notice, notice.OccurredAt - FailureWindow):
                return;
            case TenantEvents.Rotated:
                await WithdrawAsync(transaction, notice, TenantEvents.RotationDue, versionId: null);
                // What it replaced was revoked with it, and works no more.
                if (await transaction.HappenedSinceAsync(notice with { Event = TenantEvents.Revoked }, notice.OccurredAt))
                {
                    await transaction.AddNoticeAsync(notice);
                    await WithdrawAsync(transaction, notice, TenantEvents.Rotated, notice.VersionId);
                    return;
                }

                await PlanGraceEndAsync(transaction, notice);
                break;
            case TenantEvents.GraceEnded:
                await WithdrawAsync(transaction, notice, TenantEvents.GraceEnding, notice.VersionId);
                break;
            case TenantEvents.Revoked:
                await WithdrawAsync(transaction, notice, TenantEvents.RotationDue, versionId: null);
                await WithdrawAsync(transaction, notice, TenantEvents.GraceEnding, versionId: null);
                break;
        }

        await transaction.AddNoticeAsync(notice);
        await fanOut.TellAsync(transaction, notice);
    }

    // A decision replaces those before it. Nobody is told twice of a date, of a rotation that comes at once, or more than once a day of
    // one that is postponed again and again.
    private async Task ScheduleAsync(DatabaseTransaction transaction, Notice decision)
    {
        if (await transaction.HappenedSinceAsync(decision, decision.OccurredAt))
        {
            return;
        }

        await WithdrawAsync(transaction, decision, TenantEvents.RotationDue, versionId: null);
        var told = await transaction.LastToldAsync(decision);
        var at = decision.At ?? decision.OccurredAt;
        var dueAt = Latest(at - options.Value.BeforeRotation, told?.ToldAt + FailureWindow);
        await transaction.AddNoticeAsync(decision with { DueAt = dueAt });
        if ((told?.At - at)?.Duration() < SameTime || Latest(dueAt, time.GetUtcNow()) > at - AtOnce)
        {
            await WithdrawAsync(transaction, decision, TenantEvents.RotationDue, versionId: null);
        }
    }

    private static DateTimeOffset Latest(DateTimeOffset one, DateTimeOffset? other) => other > one ? other.Value : one;

    private async Task PlanGraceEndAsync(DatabaseTransaction transaction, Notice rotated)
    {
        var ending = rotated with { NoticeId = Guid.CreateVersion7(), Event = TenantEvents.GraceEnding };
        // The messages of a short grace period can arrive in any order.
        if (rotated.At is not { } endsAt || await transaction.HappenedSinceAsync(rotated with { Event = TenantEvents.GraceEnded }, rotated.OccurredAt))
        {
            return;
        }

        var half = (endsAt - rotated.OccurredAt) / 2;
        var before = options.Value.BeforeGraceEnds < half ? options.Value.BeforeGraceEnds : half;
        await transaction.AddNoticeAsync(ending with { DueAt = endsAt - before });
    }

    private Task WithdrawAsync(DatabaseTransaction transaction, Notice notice, string tenantEvent, Guid? versionId) =>
        transaction.WithdrawAsync(notice, tenantEvent, versionId, time.GetUtcNow());
}

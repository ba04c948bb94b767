namespace PenguinMails.Identity.Notifications;

/// <summary>Tells what becomes due by the passing of time, and forgets what is too old. Any number of instances may run it.</summary>
internal sealed class NoticeWorker(
    Database database, FanOut fanOut, MigrationsDone migrations, IOptions<NotificationOptions> options, TimeProvider time, ILogger<NoticeWorker> log)
    : DatabaseWorker(migrations, time, log)
{
    private const int AtOnce = 100;
    private static readonly TimeSpan PollInterval = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan SweepInterval = TimeSpan.FromHours(1);

    private DateTimeOffset _nextSweep;

    protected override async Task<NextRun> RunOnceAsync(CancellationToken stoppingToken)
    {
        if (Time.GetUtcNow() >= _nextSweep)
        {
            await database.InTransactionAsync(SweepAsync, stoppingToken);
            _nextSweep = Time.GetUtcNow() + SweepInterval;
        }

        var due = await database.ReadAsync(read => read.DueNoticesAsync(Time.GetUtcNow(), AtOnce), stoppingToken);
        foreach (var notice in due)
        {
            await database.InTransactionAsync(
                async transaction =>
                {
                    await transaction.LockNoticesAsync(notice.TenantId);
                    await fanOut.TellAsync(transaction, notice);
                },
                stoppingToken);
        }

        return due.Count == AtOnce ? NextRun.Now : NextRun.After(PollInterval);
    }

    // Messages that are pending keep their notices; a schedule stays until its date.
    private async Task SweepAsync(DatabaseTransaction transaction)
    {
        var limit = Time.GetUtcNow() - options.Value.KeepFor;
        await transaction.ExecuteAsync("delete from message where finished_at < @limit", new { limit });
        await transaction.ExecuteAsync(
            """
            delete from notice n where n.occurred_at < @limit and (n.told_at < @limit or n.withdrawn_at < @limit)
                and not exists (select from message_notice m where m.notice_id = n.notice_id)
            """,
            new { limit });
        await transaction.ExecuteAsync(
            "delete from webhook w where w.deleted_at < @limit and not exists (select from message m where m.webhook_id = w.webhook_id)", new { limit });
    }
}

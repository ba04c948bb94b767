namespace PenguinMails.Rotation.Scheduling;

/// <summary>
/// Undoes what a clock that ran ahead has left: due dates beyond the policy would never come, and events that seem to lie in
/// the future would make true ones look old. A policy that became stricter is applied by the same rule.
/// </summary>
internal sealed class ClockCheck(IOptions<RotationOptions> options, RotationPolicies policies, SchedulePublisher publisher)
{
    private static readonly TimeSpan Tolerance = TimeSpan.FromMinutes(5);

    public async Task ApplyAsync(DatabaseTransaction transaction, DateTimeOffset now)
    {
        await transaction.ExecuteAsync(
            """
            update scheduled_secret set changed_at = @now, ended_at = least(ended_at, @now) where changed_at > @limit;
            update tenant_schedule set abandoned_at = @now where abandoned_at > @limit
            """,
            new { now, limit = now + Tolerance });
        var known = await policies.LoadAsync(transaction);
        foreach (var type in RotatedTypes.Names)
        {
            var policy = known.For(type, null)!;
            await RescheduleAsync(transaction, type, "failed_attempts = 0", policy.Interval, now);
            await RescheduleAsync(transaction, type, "failed_attempts > 0", policy.LongestRetry, now);
        }
    }

    private async Task RescheduleAsync(DatabaseTransaction transaction, string type, string condition, TimeSpan longestWait, DateTimeOffset now)
    {
        // A tenant's override may allow more than its type; no override allows less than a retry may take.
        var wrong = await transaction.QueryAsync<ScheduledSecret>(
            $"""
            select {ScheduledSecretSql.Columns} from scheduled_secret as secret
            where state = 'waiting' and {condition} and due_at > @now + @longestWait and type = @type
              and due_at > @now + @Tolerance + coalesce(
                (select make_interval(days => (settings ->> 'intervalDays')::int) from rotation_policy as override
                 where override.type = secret.type and override.tenant_id = secret.tenant_id), interval '0')
            order by due_at desc limit @BatchSize for update skip locked
            """,
            new { now, longestWait = longestWait + Tolerance, Tolerance, type, options.Value.Scheduler.BatchSize });
        if (wrong.Count == 0)
        {
            return;
        }

        var known = await policies.LoadAsync(transaction, [.. wrong.Select(secret => secret.TenantId)]);
        foreach (var secret in wrong)
        {
            secret.Reschedule(known.For(secret.Reference)!, now);
            await publisher.SaveAndPublishAsync(transaction, secret, "due_date_beyond_policy");
        }
    }
}

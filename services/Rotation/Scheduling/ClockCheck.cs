using Microsoft.Extensions.Options;
using PenguinMails.Postgres;
using PenguinMails.Rotation.Policies;
using PenguinMails.Rotation.Schedules;

namespace PenguinMails.Rotation.Scheduling;

/// <summary>
/// Undoes what a clock that ran ahead has left: due dates beyond the policy would never come, and events that seem to lie in
/// the future would make true ones look old. A policy that became stricter is applied by the same rule.
/// </summary>
internal sealed class ClockCheck(IOptions<RotationOptions> options, RotationPolicies policies, Announcements announcements)
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
        foreach (var type in policies.Types)
        {
            var policy = policies.For(type)!;
            await RescheduleAsync(transaction, type, policy, "failed_attempts = 0", policy.Interval, now);
            await RescheduleAsync(transaction, type, policy, "failed_attempts > 0", policy.RetryDelayLimit, now);
        }
    }

    private async Task RescheduleAsync(
        DatabaseTransaction transaction, string type, RotationPolicy policy, string condition, TimeSpan longestWait, DateTimeOffset now)
    {
        var wrong = await transaction.QueryAsync<ScheduledSecret>(
            $"""
            select {ScheduledSecretSql.Columns} from scheduled_secret
            where state = 'waiting' and {condition} and due_at > @limit and type = @type
            order by due_at desc limit @BatchSize for update skip locked
            """,
            new { limit = now + longestWait + Tolerance, type, options.Value.Scheduler.BatchSize });
        foreach (var secret in wrong)
        {
            secret.Reschedule(policy, now);
            await announcements.SaveDecisionAsync(transaction, secret, "due_date_beyond_policy");
        }
    }
}

using Microsoft.Extensions.Options;
using PenguinMails.Contracts;
using PenguinMails.Contracts.Messages;
using PenguinMails.Postgres;
using PenguinMails.Rotation.Policies;
using PenguinMails.Rotation.Schedules;
using PenguinMails.ServiceDefaults;

namespace PenguinMails.Rotation.Scheduling;

/// <summary>Asks KeyIssuance for the rotations that are due, at a bounded rate, once per due date.</summary>
internal sealed class DueRotations(IOptions<RotationOptions> options, RotationPolicies policies, AuditTrail trail)
{
    private const string Schedule = "schedule";

    /// <summary>Sends one batch of commands. Runs under the tick's lock, so the bounds hold over all instances.</summary>
    /// <returns>How many were sent.</returns>
    public async Task<int> AskAsync(DatabaseTransaction transaction, DateTimeOffset now)
    {
        var scheduler = options.Value.Scheduler;
        var repeated = await transaction.QueryAsync<ScheduledSecret>(
            $"""
            select {ScheduledSecretSql.Columns} from scheduled_secret
            where state = 'asked' and next_ask_at <= @now and type = any(@Types)
            order by next_ask_at limit @BatchSize for update skip locked
            """,
            new { now, scheduler.BatchSize, policies.Types });
        // Requests that nobody answers stop counting after a while, or a few dead servers would stop everyone's rotation.
        var unanswered = await transaction.ScalarAsync<int>(
            "select count(*) from scheduled_secret where state = 'asked' and asked_at > @since",
            new { since = now - scheduler.RotationPatience });
        var due = await transaction.QueryAsync<ScheduledSecret>(
            $"""
            select {ScheduledSecretSql.Columns} from scheduled_secret
            where state = 'waiting' and due_at <= @now and type = any(@Types)
            order by due_at limit @limit for update skip locked
            """,
            new { now, policies.Types, limit = Math.Clamp(scheduler.MaxUnanswered - unanswered, 0, scheduler.BatchSize) });
        foreach (var secret in repeated.Concat(due))
        {
            await AskAsync(transaction, secret, now);
        }

        return repeated.Count + due.Count;
    }

    private async Task AskAsync(DatabaseTransaction transaction, ScheduledSecret secret, DateTimeOffset now)
    {
        var requestId = RequestIds.For(secret.Reference, secret.DueAt!.Value);
        var isFirst = secret.Asks == 0;
        secret.Ask(now, options.Value.Scheduler.RotationPatience);
        await transaction.SaveAsync(secret);
        await transaction.SendAsync(
            Queues.KeyIssuanceCommands,
            new RotateSecret(requestId, secret.Reference, Triggers.Automated, Schedule, Reason: null, policies.For(secret.Type)?.GracePeriod));
        if (isFirst)
        {
            await trail.RecordAsync(transaction, trail.Platform, new AuditEntry("rotation.request", AuditOutcomes.Success)
            {
                Secret = secret.Reference,
                VersionId = secret.CurrentVersionId,
                CorrelationId = requestId,
                Details = new Dictionary<string, string>(StringComparer.Ordinal) { ["dueAt"] = $"{secret.DueAt:O}" },
            });
        }
    }
}

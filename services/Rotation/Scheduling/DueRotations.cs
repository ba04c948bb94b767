namespace PenguinMails.Rotation.Scheduling;

/// <summary>Requests the due rotations from KeyIssuance, at a bounded rate, once per due date.</summary>
internal sealed class DueRotations(IOptions<RotationOptions> options, RotationPolicies policies, SchedulePublisher publisher, AuditTrail trail)
{
    /// <summary>Sends one batch of commands. Runs under the tick's lock, so the bounds hold over all instances.</summary>
    /// <returns>How many were sent.</returns>
    public async Task<int> RequestAsync(DatabaseTransaction transaction, DateTimeOffset now)
    {
        var scheduler = options.Value.Scheduler;
        var repeated = await transaction.QueryAsync<ScheduledSecret>(
            $"""
            select {ScheduledSecretSql.Columns} from scheduled_secret
            where state = 'asked' and next_ask_at <= @now
            order by next_ask_at limit @BatchSize for update skip locked
            """,
            new { now, scheduler.BatchSize });
        // Unanswered requests stop counting after a while; otherwise a few unreachable servers would block every rotation.
        var unanswered = await transaction.ScalarAsync<int>(
            "select count(*) from scheduled_secret where state = 'asked' and asked_at > @since",
            new { since = now - scheduler.RotationPatience });
        var due = await transaction.QueryAsync<ScheduledSecret>(
            $"""
            select {ScheduledSecretSql.Columns} from scheduled_secret
            where state = 'waiting' and due_at <= @now
            order by triggered_at is null, due_at limit @limit for update skip locked
            """,
            new { now, limit = Math.Clamp(scheduler.MaxUnanswered - unanswered, 0, scheduler.BatchSize) });
        if (repeated.Count + due.Count == 0)
        {
            return 0;
        }

        var known = await policies.LoadAsync(transaction, [.. repeated.Concat(due).Select(secret => secret.TenantId)]);
        var asked = 0;
        foreach (var secret in repeated.Concat(due))
        {
            asked += await RequestAsync(transaction, secret, known.For(secret.Reference), now) ? 1 : 0;
        }

        return asked;
    }

    private async Task<bool> RequestAsync(DatabaseTransaction transaction, ScheduledSecret secret, RotationPolicy? policy, DateTimeOffset now)
    {
        var isFirst = secret.RequestCount == 0;
        if (isFirst && secret.TriggeredAt is null && policy is not { IsEnabled: true })
        {
            secret.Redecide(policy, now);
            await publisher.SaveAndPublishAsync(transaction, secret, "policy_off");
            return false;
        }

        if (isFirst && secret.TriggeredAt is null && !policy!.IsOpen(now))
        {
            secret.MoveTo(policy.NextOpen(secret.Reference, now), now);
            await publisher.SaveAndPublishAsync(transaction, secret, "outside_maintenance_window");
            return false;
        }

        var requestId = RequestIds.For(secret.Reference, secret.DueAt!.Value);
        secret.Request(now, options.Value.Scheduler.RotationPatience);
        await transaction.SaveAsync(secret);
        await transaction.SendAsync(Queues.KeyIssuanceCommands, new RotateSecret(
            requestId, secret.Reference, Triggers.Automated, secret.Trigger, secret.TriggerReason, secret.TriggerGrace ?? policy?.GracePeriod, secret.TriggeredFor));
        if (isFirst)
        {
            await trail.RecordAsync(transaction, trail.Platform, new AuditEntry("rotation.request", AuditOutcomes.Success)
            {
                Secret = secret.Reference,
                VersionId = secret.CurrentVersionId,
                CorrelationId = requestId,
                OnBehalfOf = secret.TriggeredFor,
                Reason = secret.TriggerReason,
                Details = new() { ["dueAt"] = $"{secret.DueAt:O}", ["trigger"] = secret.Trigger },
            });
        }

        return true;
    }
}

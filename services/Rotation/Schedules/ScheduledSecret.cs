namespace PenguinMails.Rotation.Schedules;

/// <summary>
/// When one secret is to be rotated. Events may come twice, late and in another order; each transition says whether the
/// event changed anything.
/// </summary>
public sealed class ScheduledSecret
{
    private static readonly TimeSpan MaxPatience = TimeSpan.FromHours(6);
    private static readonly TimeSpan ExposureRetry = TimeSpan.FromMinutes(1);

    private ScheduledSecret()
    {
        // For Dapper.
    }

    /// <summary>A secret without events yet.</summary>
    public ScheduledSecret(SecretReference secret)
    {
        TenantId = secret.TenantId;
        Type = secret.Type;
        Name = secret.Name;
        ChangedAt = DateTimeOffset.MinValue;
        DecidedAt = DateTimeOffset.MinValue;
    }

    public Guid TenantId { get; private set; }
    public string Type { get; private set; } = "";
    public string Name { get; private set; } = "";
    public ScheduleState State { get; private set; }
    public Guid? CurrentVersionId { get; private set; }

    /// <summary>When the newest applied event occurred; for a secret that has not ended, when its current version became current.</summary>
    public DateTimeOffset ChangedAt { get; private set; }

    /// <summary>When it was last revoked or lost, also when it has been issued anew since: grace periods from before are over.</summary>
    public DateTimeOffset? EndedAt { get; private set; }

    public DateTimeOffset? DueAt { get; private set; }

    /// <summary>When the due date was decided. Grows with each decision, even when the clock does not.</summary>
    public DateTimeOffset DecidedAt { get; private set; }

    /// <summary>When the current version reaches the greatest age that its policy allows. Failed attempts do not move it.</summary>
    public DateTimeOffset? DeadlineAt { get; private set; }

    /// <summary>When the next alert about its age is due; null once it was raised.</summary>
    public DateTimeOffset? AlertAt { get; private set; }

    /// <summary>Why the rotation that is due is due.</summary>
    public string Trigger { get; private set; } = ScheduleTriggers.Schedule;

    public string? TriggerReason { get; private set; }

    /// <summary>How long the replaced version is to keep working; null: as the policy says.</summary>
    public TimeSpan? TriggerGrace { get; private set; }

    /// <summary>Versions from before count as exposed; null when nothing but time makes the secret due.</summary>
    public DateTimeOffset? TriggeredAt { get; private set; }

    /// <summary>The person who caused it, if one did.</summary>
    public OnBehalfOf? TriggeredFor => PrincipalJson.Read(TriggeredForJson);

    /// <summary><see cref="TriggeredFor"/> as it is stored.</summary>
    public string? TriggeredForJson { get; private set; }

    /// <summary>The person whose change of the policy is not applied yet, as it is stored.</summary>
    public string? RedecideForJson { get; private set; }

    public int Downloads { get; private set; }
    public int Reads { get; private set; }
    public int FailedUses { get; private set; }

    public int FailedAttempts { get; private set; }
    public DateTimeOffset? RequestedAt { get; private set; }
    public int RequestCount { get; private set; }
    public DateTimeOffset? NextRequestAt { get; private set; }

    public SecretReference Reference => new(TenantId, Type, Name);

    /// <summary>A version became current at <paramref name="occurredAt"/>; the next rotation is due when the policy says.</summary>
    /// <param name="previousVersionId">The version it replaced, if any: a successor of the current version is news whatever its time says.</param>
    /// <returns>False when a newer event was applied already.</returns>
    public bool Renew(Guid versionId, Guid? previousVersionId, DateTimeOffset occurredAt, RotationPolicy? policy, DateTimeOffset now)
    {
        var isSuccessor = State != ScheduleState.Ended && previousVersionId is not null && previousVersionId == CurrentVersionId;
        if (versionId == CurrentVersionId || (occurredAt <= ChangedAt && !isSuccessor))
        {
            return false;
        }

        CurrentVersionId = versionId;
        ChangedAt = occurredAt;
        FailedAttempts = 0;
        (Downloads, Reads, FailedUses) = (0, 0, 0);
        if (!(TriggeredAt > occurredAt))
        {
            ClearTrigger();
        }

        DecideByPolicy(policy, now);
        return true;
    }

    /// <summary>Nothing of the secret was left at <paramref name="occurredAt"/>.</summary>
    /// <returns>False when it has been issued again since.</returns>
    public bool End(DateTimeOffset occurredAt, DateTimeOffset now)
    {
        EndedAt = occurredAt > EndedAt ? occurredAt : EndedAt ?? occurredAt;
        if (occurredAt <= ChangedAt)
        {
            return false;
        }

        ChangedAt = occurredAt;
        CurrentVersionId = null;
        FailedAttempts = 0;
        ClearTrigger();
        (DeadlineAt, AlertAt) = (null, null);
        Decide(dueAt: null, now);
        State = ScheduleState.Ended;
        return true;
    }

    /// <summary>RotateSecret is being sent, or sent again because no answer came within the patience.</summary>
    public void Request(DateTimeOffset now, TimeSpan patience)
    {
        if (State == ScheduleState.Ended)
        {
            throw new InvalidOperationException($"{Reference} has ended: there is nothing to rotate.");
        }

        State = ScheduleState.Requested;
        RequestedAt ??= now;
        NextRequestAt = now + BackOff.Wait(patience, RequestCount, MaxPatience);
        RequestCount++;
    }

    /// <summary>The rotation that was asked for failed; it is tried again later.</summary>
    /// <returns>False when this service had requested none: another caller's rotation does not move the due date.</returns>
    public bool Fail(RotationPolicy? policy, DateTimeOffset now)
    {
        if (State != ScheduleState.Requested)
        {
            return false;
        }

        FailedAttempts++;
        Decide(RetryAt(policy, now), now);
        return true;
    }

    /// <summary>The rotation that was asked for could not begin; nothing is wrong, so it counts as no failure.</summary>
    /// <returns>False when no rotation was requested.</returns>
    public bool Postpone(DateTimeOffset until, DateTimeOffset now)
    {
        if (State != ScheduleState.Requested)
        {
            return false;
        }

        Decide(until, now);
        return true;
    }

    /// <summary>It may not begin now: it is due at another time, by the same deadline.</summary>
    public void MoveTo(DateTimeOffset dueAt, DateTimeOffset now) => Decide(dueAt, now);

    /// <summary>Versions from before <paramref name="at"/> count as exposed: the secret is due now, whatever its schedule says.</summary>
    /// <param name="trigger">One of <see cref="ScheduleTriggers"/>.</param>
    /// <param name="onBehalfOf">The person who caused it, if one did.</param>
    /// <returns>False when no live version is affected, or its rotation is due already.</returns>
    public bool Expedite(string trigger, string reason, TimeSpan? grace, DateTimeOffset at, DateTimeOffset now, OnBehalfOf? onBehalfOf = null)
    {
        if (State == ScheduleState.Ended || CurrentVersionId is null || at < ChangedAt || TriggeredAt is not null)
        {
            return false;
        }

        (Trigger, TriggerReason, TriggerGrace, TriggeredAt, TriggeredForJson) = (trigger, reason, grace, at, PrincipalJson.Write(onBehalfOf));
        if (State == ScheduleState.Waiting)
        {
            Decide(now, now);
        }

        return true;
    }

    /// <summary>Adds to the uses of the current version; uses of any other are no news.</summary>
    public void Count(SecretUsed used)
    {
        if (used.VersionId != CurrentVersionId || used.Count < 1)
        {
            return;
        }

        switch (used.Use)
        {
            case SecretUses.Download:
                Downloads += Math.Min(used.Count, int.MaxValue - Downloads);
                break;
            case SecretUses.Read:
                Reads += Math.Min(used.Count, int.MaxValue - Reads);
                break;
            case SecretUses.FailedUse:
                FailedUses += Math.Min(used.Count, int.MaxValue - FailedUses);
                break;
        }
    }

    /// <summary>The due date lies further ahead than the policy allows: the clock was wrong, or the configured policy became stricter.</summary>
    public void Reschedule(RotationPolicy policy, DateTimeOffset now)
    {
        if (TriggeredAt is not null)
        {
            TriggeredAt = TriggeredAt < now ? TriggeredAt : now;
        }

        ChangedAt = ChangedAt < now ? ChangedAt : now;
        Decide(policy, now);
    }

    /// <summary>
    /// The policy was changed: decides anew. What would be due at once is spread over the time that due dates are spread over, so that
    /// a shorter interval is no storm.
    /// </summary>
    /// <returns>Whether the due date is another one now.</returns>
    public bool Redecide(RotationPolicy? policy, DateTimeOffset now)
    {
        var before = DueAt;
        if (State != ScheduleState.Waiting)
        {
            // Under way: the new version will be decided on by the new policy.
            return false;
        }

        Decide(policy, now);
        if (TriggeredAt is null && FailedAttempts == 0 && DueAt < now && DueAt != before)
        {
            // A second change puts off nothing that the first one has spread.
            var spread = policy!.NextOpen(Reference, policy.SpreadFrom(Reference, now));
            DueAt = before < spread ? before : spread;
            DeadlineAt = DueAt > DeadlineAt ? DueAt : DeadlineAt;
            AlertAt = policy.AlertAt(DeadlineAt!.Value);
        }

        return DueAt != before;
    }

    /// <summary>Records that the alert was raised; <paramref name="next"/> is when the next one is due.</summary>
    public void SetNextAlert(DateTimeOffset? next) => AlertAt = next;

    private void Decide(RotationPolicy? policy, DateTimeOffset now)
    {
        var dueAt = DueAt;
        DecideByPolicy(policy, now);
        if (TriggeredAt is null && policy is { IsEnabled: true } && FailedAttempts > 0)
        {
            var retryAt = policy.RetryAt(Reference, FailedAttempts, now);
            DueAt = dueAt < retryAt ? dueAt : retryAt;
        }
    }

    private void DecideByPolicy(RotationPolicy? policy, DateTimeOffset now)
    {
        DeadlineAt = policy?.DeadlineAt(ChangedAt);
        AlertAt = DeadlineAt is { } deadline ? policy!.AlertAt(deadline) : null;
        Decide(TriggeredAt is not null ? now : policy is { IsEnabled: true } ? policy.DueAt(Reference, ChangedAt) : null, now);
    }

    private DateTimeOffset? RetryAt(RotationPolicy? policy, DateTimeOffset now)
    {
        if (policy is null)
        {
            return null;
        }

        if (TriggeredAt is not null)
        {
            // Exposure waits for no maintenance window, and not for long.
            return (policy with { RetryDelay = ExposureRetry }).RetryAt(Reference, FailedAttempts, now);
        }

        return policy.IsEnabled ? policy.NextOpen(Reference, policy.RetryAt(Reference, FailedAttempts, now)) : null;
    }

    private void ClearTrigger() =>
        (Trigger, TriggerReason, TriggerGrace, TriggeredAt, TriggeredForJson) = (ScheduleTriggers.Schedule, null, null, null, null);

    private void Decide(DateTimeOffset? dueAt, DateTimeOffset now)
    {
        State = ScheduleState.Waiting;
        DueAt = dueAt?.ToMicroseconds();
        DecidedAt = (now > DecidedAt ? now : DecidedAt.AddMicroseconds(1)).ToMicroseconds();
        RequestedAt = null;
        RequestCount = 0;
        NextRequestAt = null;
    }
}

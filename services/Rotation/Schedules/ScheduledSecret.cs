using PenguinMails.Contracts;
using PenguinMails.Rotation.Policies;

namespace PenguinMails.Rotation.Schedules;

/// <summary>Where a secret stands between two rotations.</summary>
public enum ScheduleState
{
    /// <summary>Its due date lies ahead, or it is not rotated by schedule.</summary>
    Waiting,

    /// <summary>RotateSecret was sent for its due date; neither success nor failure was heard of yet.</summary>
    Asked,

    /// <summary>It was revoked or its server was lost: nothing is left to rotate until it is issued anew.</summary>
    Ended,
}

/// <summary>
/// When one secret is to be rotated. Events may come twice, late and in another order; each transition says whether the
/// event changed anything.
/// </summary>
public sealed class ScheduledSecret
{
    private static readonly TimeSpan LongestPatience = TimeSpan.FromHours(6);

    private ScheduledSecret()
    {
        // For Dapper.
    }

    /// <summary>A secret of which nothing was heard yet.</summary>
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

    public int FailedAttempts { get; private set; }
    public DateTimeOffset? AskedAt { get; private set; }
    public int Asks { get; private set; }
    public DateTimeOffset? NextAskAt { get; private set; }

    public SecretReference Reference => new(TenantId, Type, Name);

    /// <summary>A version became current at <paramref name="occurredAt"/>; the next rotation is due when the policy says.</summary>
    /// <param name="previousVersionId">The version it replaced, if any: a successor of the current version is news whatever its time says.</param>
    /// <returns>False when something newer is known already.</returns>
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
        Decide(policy?.DueAt(Reference, occurredAt), now);
        return true;
    }

    /// <summary>Nothing of the secret was left at <paramref name="occurredAt"/>.</summary>
    /// <returns>False when it has been issued anew since.</returns>
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
        Decide(dueAt: null, now);
        State = ScheduleState.Ended;
        return true;
    }

    /// <summary>RotateSecret is being sent, or sent again because no answer came within the patience.</summary>
    public void Ask(DateTimeOffset now, TimeSpan patience)
    {
        if (State == ScheduleState.Ended)
        {
            throw new InvalidOperationException($"{Reference} has ended: there is nothing to rotate.");
        }

        State = ScheduleState.Asked;
        AskedAt ??= now;
        NextAskAt = now + BackOff.Wait(patience, Asks, LongestPatience);
        Asks++;
    }

    /// <summary>The rotation that was asked for failed; it is tried again later.</summary>
    /// <returns>False when none was asked for: somebody else's rotation does not move the due date.</returns>
    public bool Fail(RotationPolicy? policy, DateTimeOffset now)
    {
        if (State != ScheduleState.Asked)
        {
            return false;
        }

        FailedAttempts++;
        Decide(policy?.RetryAt(Reference, FailedAttempts, now), now);
        return true;
    }

    /// <summary>The due date lies further ahead than the policy allows: the clock was wrong, or the policy became stricter.</summary>
    public void Reschedule(RotationPolicy policy, DateTimeOffset now)
    {
        var since = ChangedAt < now ? ChangedAt : now;
        Decide(FailedAttempts == 0 ? policy.DueAt(Reference, since) : policy.RetryAt(Reference, FailedAttempts, now), now);
    }

    private void Decide(DateTimeOffset? dueAt, DateTimeOffset now)
    {
        State = ScheduleState.Waiting;
        DueAt = dueAt;
        DecidedAt = (now > DecidedAt ? now : DecidedAt.AddMicroseconds(1)).ToMicroseconds();
        AskedAt = null;
        Asks = 0;
        NextAskAt = null;
    }
}

using PenguinMails.Contracts;
using PenguinMails.Contracts.Messages;

namespace PenguinMails.KeyIssuance.Operations;

/// <summary>Asks for an operation.</summary>
/// <param name="Secret">On which secret.</param>
/// <param name="Kind">What to do.</param>
/// <param name="Actor">Who asks; the audit records of every step name them.</param>
/// <param name="TriggeredBy">One of <see cref="Triggers"/>.</param>
/// <param name="Trigger">What exactly asked: tenant, admin, schedule, grace_period, enrolment, …</param>
/// <param name="Reason">Kept in history and audit.</param>
/// <param name="GracePeriod">For rotations: how long the old version keeps working; null: as the policy says.</param>
public sealed record StartOperation(
    SecretReference Secret, OperationKind Kind, AuditActor Actor, string TriggeredBy, string Trigger, string? Reason, TimeSpan? GracePeriod)
{
    /// <summary>For retirements: which version.</summary>
    public Guid? VersionId { get; init; }

    /// <summary>For rotations that another service asks for: the id of its request. The operation's end is told under it.</summary>
    public Guid? RequestId { get; init; }
}

/// <summary>What became of a request for an operation.</summary>
public abstract record StartOutcome
{
    private StartOutcome()
    {
    }

    public sealed record Started(Guid OperationId) : StartOutcome;

    public sealed record InProgress(Guid OperationId, OperationKind Kind) : StartOutcome;

    public sealed record NoActiveKey : StartOutcome;

    public sealed record KeyStillActive : StartOutcome;

    public sealed record NoSuchSecret : StartOutcome;

    /// <summary>No replaced version works any more, so there is nothing to end.</summary>
    public sealed record NoGracePeriod : StartOutcome;

    /// <summary>The tenant's server was abandoned and has no successor yet.</summary>
    public sealed record NoServer : StartOutcome;
}

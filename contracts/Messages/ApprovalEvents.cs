namespace PenguinMails.Contracts.Messages;

/// <summary>An administrator asks a second one for approval.</summary>
/// <param name="ApprovalId">Identifies the request.</param>
/// <param name="Kind">What needs approval, a dotted name such as <c>audit_log.export</c>.</param>
/// <param name="SubjectId">What it is about, such as the export.</param>
/// <param name="RequestedBy">The requesting user; a different administrator must decide.</param>
/// <param name="Summary">What would happen, one sentence.</param>
/// <param name="ExpiresAt">When it can no longer be decided, UTC.</param>
/// <param name="OccurredAt">When it was asked for, UTC.</param>
/// <param name="Location">The path under the gateway where the subject is seen, and decided with <c>/approve</c> or <c>/reject</c>.</param>
/// <param name="RequestedByName">The requesting user's e-mail address.</param>
/// <param name="Reason">Why it was asked for.</param>
[NeedsSubscriber]
[SentBy(PlatformServices.Audit, PlatformServices.KeyIssuance)]
[TakenBy(PlatformServices.Audit)]
public sealed record ApprovalRequested(
    Guid ApprovalId,
    string Kind,
    Guid SubjectId,
    Guid RequestedBy,
    string Summary,
    DateTimeOffset ExpiresAt,
    DateTimeOffset OccurredAt,
    string Location,
    string RequestedByName,
    string Reason) : IEvent;

/// <summary>A request for approval has ended.</summary>
/// <param name="ApprovalId">Identifies the request.</param>
/// <param name="Kind">What needed approval.</param>
/// <param name="SubjectId">What it is about.</param>
/// <param name="State">One of <see cref="ApprovalStates"/>, not pending.</param>
/// <param name="DecidedBy">Who decided; null when it expired.</param>
/// <param name="OccurredAt">When it ended, UTC.</param>
/// <param name="DecidedByName">The deciding user's e-mail address; null when it expired.</param>
/// <param name="Reason">The reason given for the decision, if any.</param>
[NeedsSubscriber]
[SentBy(PlatformServices.Audit, PlatformServices.KeyIssuance)]
[TakenBy(PlatformServices.Audit)]
public sealed record ApprovalDecided(
    Guid ApprovalId,
    string Kind,
    Guid SubjectId,
    string State,
    Guid? DecidedBy,
    DateTimeOffset OccurredAt,
    string? DecidedByName,
    string? Reason) : IEvent;

/// <summary>How a request for approval stands.</summary>
public static class ApprovalStates
{
    /// <summary>A second administrator has not decided yet.</summary>
    public const string Pending = "pending";

    /// <summary>A second administrator said yes.</summary>
    public const string Approved = "approved";

    /// <summary>A second administrator said no.</summary>
    public const string Rejected = "rejected";

    /// <summary>The request expired undecided.</summary>
    public const string Expired = "expired";

    public static readonly IReadOnlyList<string> All = [Pending, Approved, Rejected, Expired];
}

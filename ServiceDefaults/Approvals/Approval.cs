namespace PenguinMails.ServiceDefaults;

/// <summary>A request that a second administrator approves or rejects.</summary>
public sealed class Approval
{
    public Guid ApprovalId { get; init; }

    /// <summary>What needs approval, such as <c>audit_log.export</c>.</summary>
    public string Kind { get; init; } = "";

    /// <summary>What it is about.</summary>
    public Guid SubjectId { get; init; }

    /// <summary>Where the subject is seen, and decided with <c>/approve</c> or <c>/reject</c>.</summary>
    public string Location { get; init; } = "";

    /// <summary>What would happen.</summary>
    public string Summary { get; init; } = "";

    public string Reason { get; init; } = "";

    /// <summary>pending, approved, rejected or expired.</summary>
    [OneOf(typeof(ApprovalStates))]
    public string State { get; init; } = "";

    public Guid RequestedById { get; init; }
    public string RequestedBy { get; init; } = "";
    public DateTimeOffset RequestedAt { get; init; }

    /// <summary>Undecided, it ends then.</summary>
    public DateTimeOffset ExpiresAt { get; init; }

    public string? DecidedBy { get; init; }
    public DateTimeOffset? DecidedAt { get; init; }
    public string? DecisionReason { get; init; }

    /// <summary>The requester's <see cref="Caller.Vouchers"/> when it was requested, separated by spaces.</summary>
    internal string RequestedVouchers { get; init; } = "";

    /// <summary>When the token was issued with which it was requested; null for requests from before that was kept.</summary>
    internal DateTimeOffset? RequestedTokenAt { get; init; }

    internal Vouched Requester =>
        new(RequestedById, [.. RequestedVouchers.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(Voucher.Parse)]);
}

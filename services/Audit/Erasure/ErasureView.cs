namespace PenguinMails.Audit.Erasure;

/// <summary>A request to erase the personal data of a person or a tenant from the ledger. Actions remain; actor and origin are deleted.</summary>
public sealed class ErasureView
{
    public Guid ErasureId { get; init; }

    /// <summary>pending: a second administrator must decide; approved: it is done; rejected; expired.</summary>
    [OneOf(typeof(ApprovalStates))]
    public string Status { get; init; } = "";

    /// <summary>The tenant whose users are forgotten.</summary>
    public Guid? TenantId { get; init; }

    /// <summary>The user who is forgotten, until that is decided.</summary>
    public string? User { get; init; }

    public string Reason { get; init; } = "";
    public string RequestedBy { get; init; } = "";
    public DateTimeOffset RequestedAt { get; init; }
    public DateTimeOffset ExpiresAt { get; init; }
    public string? DecidedBy { get; init; }
    public DateTimeOffset? ErasedAt { get; init; }

    /// <summary>How many people were forgotten.</summary>
    public int? People { get; init; }

    /// <summary>How many reasons were forgotten.</summary>
    public int? Reasons { get; init; }

    /// <summary>How many records of format 1 name them in what is hashed; these cannot be changed.</summary>
    public int? LeftOver { get; init; }
}

/// <summary>Exactly one of the two.</summary>
/// <param name="TenantId">Forget this tenant's users.</param>
/// <param name="User">Forget this user: an e-mail address.</param>
/// <param name="Reason">The reason, for example the number of the request. It must not name a person.</param>
internal sealed record RequestErasure(Guid? TenantId = null, string? User = null, string? Reason = null);

/// <summary>202: the erasure waits for a second administrator.</summary>
internal sealed record ErasureAccepted(Guid ErasureId, [property: OneOf(typeof(ApprovalStates))] string Status) : Accepted;

namespace PenguinMails.KeyIssuance.Deletions;

/// <summary>A request to delete a secret.</summary>
public sealed class Deletion
{
    public Guid DeletionId { get; init; }

    /// <summary>pending: another administrator must decide; approved: <c>operationId</c> ends the secret; rejected; expired.</summary>
    [OneOf(typeof(ApprovalStates))]
    public string Status { get; init; } = "";

    public Guid TenantId { get; init; }

    /// <summary>The type of the secret.</summary>
    public string Type { get; init; } = "";

    /// <summary>The name of the secret.</summary>
    public string Name { get; init; } = "";

    public string Reason { get; init; } = "";
    public string RequestedBy { get; init; } = "";
    public DateTimeOffset RequestedAt { get; init; }

    /// <summary>Undecided, it ends then.</summary>
    public DateTimeOffset ExpiresAt { get; init; }

    public string? DecidedBy { get; init; }
    public DateTimeOffset? DecidedAt { get; init; }
    public string? DecisionReason { get; init; }

    /// <summary>The operation that deletes the secret, once approved.</summary>
    public Guid? OperationId { get; init; }

    /// <summary>When the target had refused every version and Vault held nothing of the secret; null until then.</summary>
    public DateTimeOffset? DeletedAt { get; init; }
}

/// <summary>202: the request waits for another administrator.</summary>
internal sealed record DeletionAccepted(Guid DeletionId, [property: OneOf(typeof(ApprovalStates))] string Status) : Accepted;

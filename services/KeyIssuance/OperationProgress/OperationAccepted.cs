namespace PenguinMails.KeyIssuance.OperationProgress;

/// <summary>202: the operation is durable and will run; <c>Location</c> leads to its progress.</summary>
/// <param name="OperationId">The operation.</param>
/// <param name="Status">Always <c>pending</c> here.</param>
[Example("""{"operationId":"019ab6a0-2f7a-7c10-9d5e-3a51c0a6f001","status":"pending"}""")]
public sealed record OperationAccepted(Guid OperationId, [property: OneOf(typeof(OperationStates))] string Status) : Accepted;

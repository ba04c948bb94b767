namespace PenguinMails.KeyIssuance.OperationProgress;

/// <summary>Why somebody asks for an operation; kept in history and audit.</summary>
/// <param name="Reason">Free text, at most 500 characters.</param>
public sealed record OperationReason(string? Reason = null)
{
    public static FieldErrors Validate(OperationReason? request, bool required) => new FieldErrors().RequireReason(request?.Reason, required);
}

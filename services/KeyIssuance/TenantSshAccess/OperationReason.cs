using PenguinMails.ServiceDefaults;

namespace PenguinMails.KeyIssuance.TenantSshAccess;

/// <summary>Why somebody asks for an operation; kept in history and audit.</summary>
/// <param name="Reason">Free text, at most 500 characters.</param>
public sealed record OperationReason(string? Reason = null)
{
    public const int MaxLength = 500;

    public static FieldErrors Validate(OperationReason? request, bool required) => new FieldErrors()
        .Require(!required || !string.IsNullOrWhiteSpace(request?.Reason), "reason", "Say why; it is kept in history and audit.")
        .Require((request?.Reason?.Length ?? 0) <= MaxLength, "reason", $"Must have at most {MaxLength} characters.")
        .Require(request?.Reason?.Any(char.IsControl) != true, "reason", "Must not contain control characters.");
}

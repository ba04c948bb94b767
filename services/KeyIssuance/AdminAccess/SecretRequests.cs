namespace PenguinMails.KeyIssuance.AdminAccess;

/// <summary>Asks for a rotation.</summary>
/// <param name="Reason">Why; kept in history and audit.</param>
/// <param name="GracePeriod">How long the replaced version keeps working, ISO 8601, at most 7 days, for DKIM keys at least 48 hours; null: as the policy says.</param>
public sealed record RotateRequest(string? Reason = null, string? GracePeriod = null)
{
    private static readonly TimeSpan LongestGrace = TimeSpan.FromDays(7);

    internal TimeSpan? ParsedGracePeriod => IsoDuration.Parse(GracePeriod);

    internal static FieldErrors Validate(RotateRequest? request, SecretTypeDescriptor type) => new FieldErrors()
        .RequireReason(request?.Reason, required: true)
        .Require(
            request?.GracePeriod is null || (request.ParsedGracePeriod >= TimeSpan.Zero && request.ParsedGracePeriod <= LongestGrace),
            "gracePeriod",
            "Must be an ISO 8601 duration from PT0S to P7D, such as PT24H.")
        .Require(
            !(request?.ParsedGracePeriod < type.ShortestGracePeriod),
            "gracePeriod",
            $"Must be at least {IsoDuration.Format(type.ShortestGracePeriod)}: what the replaced {type.Noun} made is still under way. Leave it out, or revoke or reset the {type.Noun} to end it now.");
}

/// <summary>Asks for new material at once, because the present one counts as exposed.</summary>
/// <param name="IncidentId">The incident, as it is known outside; at most 128 characters.</param>
/// <param name="Reason">What happened; kept in history and audit.</param>
public sealed record EmergencyResetRequest(string? IncidentId = null, string? Reason = null)
{
    private const int MaxIncidentLength = 128;

    public static FieldErrors Validate(EmergencyResetRequest? request) => new FieldErrors()
        .RequireReason(request?.Reason, required: true)
        .Require(!string.IsNullOrWhiteSpace(request?.IncidentId), "incidentId", "Name the incident; an emergency reset belongs to one.")
        .Require((request?.IncidentId?.Length ?? 0) <= MaxIncidentLength, "incidentId", $"Must have at most {MaxIncidentLength} characters.")
        .Require(request?.IncidentId?.Any(char.IsControl) != true, "incidentId", "Must not contain control characters.");
}

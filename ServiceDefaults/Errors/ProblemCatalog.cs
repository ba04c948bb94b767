using Microsoft.AspNetCore.Http;

namespace PenguinMails.ServiceDefaults;

/// <summary>What a problem code means: RFC 9457 title and status, and what the caller should do next.</summary>
public sealed record ProblemKind(string Code, int Status, string Title, string NextStep)
{
    /// <summary>The problem's type URI.</summary>
    public string Type => "urn:penguinmails:problem:" + Code;
}

/// <summary>The one table of problem codes. Codes are part of the API: add, never rename.</summary>
public static class ProblemCatalog
{
    public static readonly ProblemKind ValidationFailed = new(
        "validation_failed", 400, "The request is not valid", "Correct the fields named in 'errors' and send the request again.");

    public static readonly ProblemKind ConfirmationRequired = new(
        "confirmation_required", 400, "Please confirm", "Send the request again with 'confirm': true.");

    public static readonly ProblemKind Unauthenticated = new(
        "unauthenticated", 401, "Sign in first", "Sign in at /api/v1/auth/sign-in and send the access token as 'Authorization: Bearer …'.");

    public static readonly ProblemKind InvalidCredentials = new(
        "invalid_credentials", 401, "The credentials were not accepted", "Check e-mail, password and code; a code works once, so wait for the next one.");

    public static readonly ProblemKind Forbidden = new(
        "forbidden", 403, "Your role may not do this", "Ask an administrator of your organisation.");

    public static readonly ProblemKind StepUpRequired = new(
        "step_up_required", 403, "Confirm that it is you", "Get a grant at /api/v1/auth/step-up and send it as 'X-Step-Up'. A grant lasts five minutes and belongs to one session.");

    public static readonly ProblemKind SelfApproval = new(
        "self_approval", 403, "Somebody else must approve this", "Ask a second administrator.");

    public static readonly ProblemKind NotFound = new(
        "not_found", 404, "There is no such thing", "Check the address; it may also belong to another tenant.");

    public static readonly ProblemKind MethodNotAllowed = new(
        "method_not_allowed", 405, "This address does not take that method", "See /openapi/v1.json for the methods it takes.");

    public static readonly ProblemKind AlreadyDownloaded = new(
        "already_downloaded", 409, "This private key was already handed out", "A private key is handed out once. Rotate the key to get a new one.");

    public static readonly ProblemKind NoActiveKey = new(
        "no_active_key", 409, "There is no active key", "Wait for the running operation, or regenerate the key if it was revoked.");

    public static readonly ProblemKind OperationInProgress = new(
        "operation_in_progress", 409, "Another operation is running", "Follow the running operation and try again when it has ended.");

    public static readonly ProblemKind NoGracePeriod = new(
        "no_grace_period", 409, "No grace period is running", "There is nothing to end: only the current key works.");

    public static readonly ProblemKind KeyStillActive = new(
        "key_still_active", 409, "The key has not been revoked", "Rotate the key instead, or revoke it first.");

    public static readonly ProblemKind TenantExists = new(
        "tenant_exists", 409, "This tenant is enrolled already", "Use PUT /api/v1/admin/tenants/{tenantId}/server to give it a new server.");

    public static readonly ProblemKind NoServer = new(
        "no_server", 409, "The tenant's server was abandoned", "An administrator gives the tenant a new server: PUT /api/v1/admin/tenants/{tenantId}/server.");

    public static readonly ProblemKind ServerInUse = new(
        "server_in_use", 409, "The tenant's server is not abandoned", "Abandon the server first; a replacement follows a loss.");

    public static readonly ProblemKind NotRevealable = new(
        "not_revealable", 409, "Secrets of this type are not revealed", "The material of this type never leaves the platform this way.");

    public static readonly ProblemKind NotEnrolledHere = new(
        "not_enrolled_here", 409, "Secrets of this type are not enrolled here", "They begin with what they belong to.");

    public static readonly ProblemKind PolicyChanged = new(
        "policy_changed", 409, "Somebody else has changed the policy", "Get it again, and send your change with its present version.");

    public static readonly ProblemKind NothingToRotate = new(
        "nothing_to_rotate", 409, "No secret matches", "Check type and scope; secrets that were revoked have nothing to rotate.");

    public static readonly ProblemKind CampaignState = new(
        "campaign_state", 409, "The campaign's state does not allow that", "Look at the campaign; it may have ended or been paused by somebody else.");

    public static readonly ProblemKind TooManyCampaigns = new(
        "too_many_campaigns", 409, "Too many campaigns are under way", "Wait until one has ended, or cancel one.");

    public static readonly ProblemKind FindingClosed = new(
        "finding_closed", 409, "The finding has ended", "Nothing is left to decide; GET /api/v1/admin/tenants/drift?state=open lists what is.");

    public static readonly ProblemKind NoDecisionNeeded = new(
        "no_decision_needed", 409, "This finding is not for you to decide", "Only keys that the platform never issued are accepted or removed at a person's word; the finding's 'nextStep' says what happens to others.");

    public static readonly ProblemKind AlertResolved = new(
        "alert_resolved", 409, "The alert was resolved", "It is over; raised again, it is another alert: GET /api/v1/admin/alerts?state=open.");

    public static readonly ProblemKind AlreadyDecided = new(
        "already_decided", 409, "This was decided already", "Look at it; another administrator may have approved or rejected it.");

    public static readonly ProblemKind ApprovalExpired = new(
        "approval_expired", 409, "Nobody decided this in time", "Request it again.");

    public static readonly ProblemKind ExportNotApproved = new(
        "export_not_approved", 409, "The export is not approved", "A second administrator approves it: POST /api/v1/admin/vault/audit-logs/exports/{id}/approve.");

    public static readonly ProblemKind ArchiveNotGenuine = new(
        "archive_not_genuine", 409, "The archive is not what was archived", "Bring its file back from a backup, and find out who changed it.");

    public static readonly ProblemKind ExportExpired = new(
        "export_expired", 410, "The export can no longer be downloaded", "An approved export is there for 24 hours. Request it again.");

    public static readonly ProblemKind PayloadTooLarge = new(
        "payload_too_large", 413, "The request body is too large", "Send at most 64 KiB.");

    public static readonly ProblemKind UnsupportedMediaType = new(
        "unsupported_media_type", 415, "The body must be JSON", "Send 'Content-Type: application/json'.");

    public static readonly ProblemKind IdempotencyKeyReused = new(
        "idempotency_key_reused", 422, "This idempotency key belongs to another request", "Use a new key for a new request.");

    public static readonly ProblemKind AccountLocked = new(
        "account_locked", 423, "The account is locked", "Wait until the time in 'Retry-After' has passed.");

    public static readonly ProblemKind TooManyRequests = new(
        "too_many_requests", 429, "Too many requests", "Wait until the time in 'Retry-After' has passed.");

    public static readonly ProblemKind HeadersTooLarge = new(
        "headers_too_large", 431, "The request headers are too large", "Send fewer or shorter headers.");

    public static readonly ProblemKind InternalError = new(
        "internal_error", 500, "Something went wrong here", "Try again later; if it goes on, report the trace id.");

    public static readonly ProblemKind DependencyUnavailable = new(
        "dependency_unavailable", 503, "A part of the platform is not available", "Nothing was changed. Try again after the time in 'Retry-After'.");

    /// <summary>The kind for a bare status code that a middleware or the router set.</summary>
    public static ProblemKind ForStatus(int status) => status switch
    {
        StatusCodes.Status401Unauthorized => Unauthenticated,
        StatusCodes.Status403Forbidden => Forbidden,
        StatusCodes.Status404NotFound => NotFound,
        StatusCodes.Status405MethodNotAllowed => MethodNotAllowed,
        StatusCodes.Status413PayloadTooLarge => PayloadTooLarge,
        StatusCodes.Status415UnsupportedMediaType => UnsupportedMediaType,
        StatusCodes.Status429TooManyRequests => TooManyRequests,
        StatusCodes.Status431RequestHeaderFieldsTooLarge => HeadersTooLarge,
        StatusCodes.Status502BadGateway or StatusCodes.Status503ServiceUnavailable or StatusCodes.Status504GatewayTimeout => DependencyUnavailable,
        >= 400 and < 500 => ValidationFailed,
        _ => InternalError,
    };
}

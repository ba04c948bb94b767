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
        "validation_failed", 400, "Invalid request", "Correct the fields named in 'errors' and send the request again.");

    public static readonly ProblemKind MalformedRequest = new(
        "malformed_request", 400, "Not a request of HTTP/1.1",
        "Send a request line, one 'Host' and headers as RFC 9112 writes them, and a path without '%00'. The connection is closed.");

    public static readonly ProblemKind ConfirmationRequired = new(
        "confirmation_required", 400, "Confirmation required", "Send the request again with 'confirm': true.");

    public static readonly ProblemKind Unauthenticated = new(
        "unauthenticated", 401, "Authentication required", "Sign in at /api/v1/auth/sign-in and send the access token as 'Authorization: Bearer …'.");

    public static readonly ProblemKind InvalidCredentials = new(
        "invalid_credentials", 401, "Invalid credentials", "Check e-mail, password and code; a code works once, so wait for the next one.");

    public static readonly ProblemKind InvalidApiKey = new(
        "invalid_api_key", 401, "Invalid API key", "Send the whole key, in one header: 'Authorization: Bearer pmk_…'.");

    public static readonly ProblemKind ApiKeyExpired = new(
        "api_key_expired", 401, "API key expired", "Use its successor, or create another: POST /api/v1/tenant/api-keys.");

    public static readonly ProblemKind ApiKeyRevoked = new(
        "api_key_revoked", 401, "API key revoked", "Create another: POST /api/v1/tenant/api-keys.");

    public static readonly ProblemKind ApiKeyExposed = new(
        "api_key_exposed", 401, "API key in an address",
        "Addresses are logged in many places, so the key counts as leaked. Create another, and send it as 'Authorization: Bearer pmk_…'.");

    public static readonly ProblemKind InvalidSignature = new(
        "invalid_signature", 401, "Invalid signature", "Sign the body with a key of the published list, and name it in 'Github-Public-Key-Identifier'.");

    public static readonly ProblemKind PermissionMissing = new(
        "permission_missing", 403, "Permission missing", "Use a key with the permission that 'permission' names. What it does not name, a person does who is signed in.");

    public static readonly ProblemKind Forbidden = new(
        "forbidden", 403, "Insufficient role", "Ask an administrator of your organisation.");

    public static readonly ProblemKind StepUpRequired = new(
        "step_up_required", 403, "Step-up required", "Get a grant at /api/v1/auth/step-up and send it as 'X-Step-Up'. A grant lasts five minutes and belongs to one session.");

    public static readonly ProblemKind SelfApproval = new(
        "self_approval", 403, "A different administrator must approve", "Ask a second administrator.");

    public static readonly ProblemKind NotIndependent = new(
        "not_independent", 403, "A more independent administrator must decide", "Let another administrator decide, who neither invited nor reset the other account lately, nor was invited or reset by it or by the same person.");

    public static readonly ProblemKind ReadingLimitReached = new(
        "reading_limit_reached", 403, "Reading limit reached", "Narrow the filter, wait, or request an export, which a second administrator approves: POST /api/v1/admin/vault/audit-logs/exports.");

    public static readonly ProblemKind NotFound = new(
        "not_found", 404, "Not found", "Check the address; it may also belong to another tenant.");

    public static readonly ProblemKind MethodNotAllowed = new(
        "method_not_allowed", 405, "Method not allowed", "See /openapi/v1.json for the methods it takes.");

    public static readonly ProblemKind UserExists = new(
        "user_exists", 409, "User exists", "The address belongs to somebody. Reset them to invite them anew, or enable them.");

    public static readonly ProblemKind LastAdministrator = new(
        "last_administrator", 409, "Last administrator", "Invite another administrator first; when they have accepted, try again.");

    public static readonly ProblemKind UserDisabled = new(
        "user_disabled", 409, "User disabled", "Enable them first.");

    public static readonly ProblemKind DisabledByPlatform = new(
        "disabled_by_platform", 409, "Disabled by a platform administrator", "Ask an administrator of the platform to enable them.");

    public static readonly ProblemKind AlreadyDownloaded = new(
        "already_downloaded", 409, "Private key already downloaded", "A private key is handed out once. Rotate the key to get a new one.");

    public static readonly ProblemKind NoActiveKey = new(
        "no_active_key", 409, "No active key", "Wait for the running operation, or regenerate the key if it was revoked.");

    public static readonly ProblemKind AlreadyRevoked = new(
        "already_revoked", 409, "Already revoked", "No version of it works; regenerate it when it is needed again.");

    public static readonly ProblemKind OperationInProgress = new(
        "operation_in_progress", 409, "Operation in progress", "Follow the running operation and try again when it has ended.");

    public static readonly ProblemKind NoGracePeriod = new(
        "no_grace_period", 409, "No grace period", "Only the current key works; no action is needed.");

    public static readonly ProblemKind KeyStillActive = new(
        "key_still_active", 409, "Key still active", "Rotate the key instead, or revoke it first.");

    public static readonly ProblemKind TenantExists = new(
        "tenant_exists", 409, "Tenant already enrolled", "Use PUT /api/v1/admin/tenants/{tenantId}/server to give it a new server.");

    public static readonly ProblemKind AccountTaken = new(
        "account_taken", 409, "Account taken", "Give the tenant a server of its own, or an id that begins with other digits.");

    public static readonly ProblemKind NoServer = new(
        "no_server", 409, "No server", "An administrator gives the tenant a new server: PUT /api/v1/admin/tenants/{tenantId}/server.");

    public static readonly ProblemKind ServerInUse = new(
        "server_in_use", 409, "Server in use", "Abandon the server before you replace it.");

    public static readonly ProblemKind NotRevealable = new(
        "not_revealable", 409, "Secrets of this type are not revealed", "The material of this type never leaves the platform this way.");

    public static readonly ProblemKind SecretDeleted = new(
        "secret_deleted", 409, "Secret deleted", "An administrator can issue a new version: POST …/regenerate.");

    public static readonly ProblemKind NotDeletable = new(
        "not_deletable", 409, "Secret cannot be deleted", "It gives the platform access to the server. Abandon the server instead.");

    public static readonly ProblemKind AlreadyRequested = new(
        "already_requested", 409, "Already requested", "Another administrator must decide on the first request.");

    public static readonly ProblemKind NotEnrolledHere = new(
        "not_enrolled_here", 409, "Secrets of this type are not enrolled here", "They begin with what they belong to.");

    public static readonly ProblemKind SecretExists = new(
        "secret_exists", 409, "Secret exists", "Rotate it; regenerate it where it was revoked or never issued; or enrol another one under another name.");

    public static readonly ProblemKind NameTaken = new(
        "name_taken", 409, "Name taken", "The name, such as a domain, belongs to another tenant. Delete the secret there first, if it moves.");

    public static readonly ProblemKind PolicyChanged = new(
        "policy_changed", 409, "Policy version conflict", "Read the policy again and send the change with its current version.");

    public static readonly ProblemKind CampaignState = new(
        "campaign_state", 409, "Invalid campaign state", "Read the campaign; another administrator may have paused or ended it.");

    public static readonly ProblemKind TooManyCampaigns = new(
        "too_many_campaigns", 409, "Too many running campaigns", "Wait until one has ended, or cancel one.");

    public static readonly ProblemKind TooManyWebhooks = new(
        "too_many_webhooks", 409, "Too many webhooks", "Delete one that is not needed: DELETE /api/v1/tenant/webhooks/{webhookId}.");

    public static readonly ProblemKind TooManyApiKeys = new(
        "too_many_api_keys", 409, "Too many API keys", "Revoke one that is not needed: POST /api/v1/tenant/api-keys/{keyId}/revoke.");

    public static readonly ProblemKind ApiKeyEnded = new(
        "api_key_ended", 409, "API key ended", "Create another: POST /api/v1/tenant/api-keys.");

    public static readonly ProblemKind ApiKeyNotHeld = new(
        "api_key_not_held", 409, "API key not held", "It ends at 'expiresAt', as its rotation said. Revoke it to end it now.");

    public static readonly ProblemKind ApiKeyReplaced = new(
        "api_key_replaced", 409, "API key replaced", "Rotate its successor, which 'replacedBy' names.");

    public static readonly ProblemKind AlreadyShown = new(
        "already_shown", 409, "Already shown", "The first request with this key was carried out, and its answer held a secret that is shown once. If it was lost, rotate what was made.");

    public static readonly ProblemKind FindingClosed = new(
        "finding_closed", 409, "Finding closed", "List the open findings: GET /api/v1/admin/tenants/drift?state=open.");

    public static readonly ProblemKind NoDecisionNeeded = new(
        "no_decision_needed", 409, "No decision needed", "Only keys that the platform never issued need a decision; the finding's 'nextStep' describes how it is resolved.");

    public static readonly ProblemKind AlertResolved = new(
        "alert_resolved", 409, "Alert resolved", "List the open alerts: GET /api/v1/admin/alerts?state=open. A repetition raises a new alert.");

    public static readonly ProblemKind AlreadyDecided = new(
        "already_decided", 409, "Already decided", "Read the request; another administrator may have approved or rejected it.");

    public static readonly ProblemKind ApprovalExpired = new("approval_expired", 409, "Approval expired", "Request it again.");

    public static readonly ProblemKind ExportNotApproved = new(
        "export_not_approved", 409, "Export not approved", "A second administrator approves it: POST /api/v1/admin/vault/audit-logs/exports/{id}/approve.");

    public static readonly ProblemKind ReplayTooLong = new(
        "replay_too_long", 409, "Replay too long", "Connect without 'Last-Event-ID' and read what was missed in the list, or request an export: POST /api/v1/admin/vault/audit-logs/exports.");

    public static readonly ProblemKind ArchiveNotGenuine = new(
        "archive_not_genuine", 409, "Archive integrity failure", "Restore the file from a backup and investigate who changed it.");

    public static readonly ProblemKind ExportExpired = new(
        "export_expired", 410, "Export expired", "Request the export again; an approved export can be downloaded for 24 hours.");

    public static readonly ProblemKind InvitationExpired = new(
        "invitation_expired", 410, "Invitation expired", "It was accepted, replaced, or is too old. Ask for a new one.");

    public static readonly ProblemKind RequestTimeout = new(
        "request_timeout", 408, "Request not complete in time", "Send the whole request at once, on a new connection.");

    public static readonly ProblemKind PayloadTooLarge = new("payload_too_large", 413, "Payload too large", "Send at most 64 KiB.");

    public static readonly ProblemKind UriTooLong = new(
        "uri_too_long", 414, "Request URI too long", "Send a shorter path and query: at most 7,168 characters together.");

    public static readonly ProblemKind UnsupportedMediaType = new(
        "unsupported_media_type", 415, "Unsupported media type", "Send 'Content-Type: application/json'.");

    public static readonly ProblemKind IdempotencyKeyReused = new(
        "idempotency_key_reused", 422, "Idempotency key reused", "Use a new key for a new request.");

    public static readonly ProblemKind AccountLocked = new(
        "account_locked", 423, "Account locked", "Wait until the time in 'Retry-After' has passed.");

    public static readonly ProblemKind TooManyWebhookTests = new(
        "too_many_webhook_tests", 429, "Too many webhook tests", "Wait until the tests before have ended; GET /api/v1/notifications?event=test says how each did.");

    public static readonly ProblemKind TooManyInvitations = new(
        "too_many_invitations", 429, "Too many invitations", "Wait until the time in 'Retry-After' has passed, or give the link of the last invitation by hand.");

    public static readonly ProblemKind TooManyRequests = new(
        "too_many_requests", 429, "Too many requests", "Wait until the time in 'Retry-After' has passed.");

    public static readonly ProblemKind HeadersTooLarge = new(
        "headers_too_large", 431, "Request headers too large", "Send fewer or shorter headers.");

    public static readonly ProblemKind InternalError = new(
        "internal_error", 500, "Internal error", "Try again later; if the error persists, report the trace id.");

    public static readonly ProblemKind DependencyUnavailable = new(
        "dependency_unavailable", 503, "Dependency unavailable", "Nothing was changed. Try again after the time in 'Retry-After'.");

    /// <summary>The kind for a bare status code that a middleware or the router set.</summary>
    public static ProblemKind ForStatus(int status) => status switch
    {
        StatusCodes.Status401Unauthorized => Unauthenticated,
        StatusCodes.Status403Forbidden => Forbidden,
        StatusCodes.Status404NotFound => NotFound,
        StatusCodes.Status405MethodNotAllowed => MethodNotAllowed,
        StatusCodes.Status408RequestTimeout => RequestTimeout,
        StatusCodes.Status413PayloadTooLarge => PayloadTooLarge,
        StatusCodes.Status414UriTooLong => UriTooLong,
        StatusCodes.Status415UnsupportedMediaType => UnsupportedMediaType,
        StatusCodes.Status429TooManyRequests => TooManyRequests,
        StatusCodes.Status431RequestHeaderFieldsTooLarge => HeadersTooLarge,
        StatusCodes.Status502BadGateway or StatusCodes.Status503ServiceUnavailable or StatusCodes.Status504GatewayTimeout => DependencyUnavailable,
        >= 400 and < 500 => ValidationFailed,
        _ => InternalError,
    };
}

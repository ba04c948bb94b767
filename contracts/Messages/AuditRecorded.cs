namespace PenguinMails.Contracts.Messages;

/// <summary>One audit record on its way to the ledger. It never carries secret material.</summary>
/// <param name="RecordId">Identifies the record; a second delivery is the same record.</param>
/// <param name="OccurredAt">When it happened at the source, UTC.</param>
/// <param name="Service">The service that recorded it.</param>
/// <param name="Action">What was done, a dotted verb such as <c>ssh_key.download</c>.</param>
/// <param name="Outcome">One of <see cref="AuditOutcomes"/>.</param>
/// <param name="Actor">Who did it.</param>
/// <param name="TenantId">Whose tenant it concerns, if any.</param>
/// <param name="Secret">Which secret it concerns, if any.</param>
/// <param name="VersionId">Which version it concerns, if any.</param>
/// <param name="CorrelationId">Ties an intent to its outcome: both carry the same id.</param>
/// <param name="Reason">The reason or ticket given, if any.</param>
/// <param name="Code">The problem code of a refusal or failure, if any.</param>
/// <param name="TraceId">The W3C trace id under which it happened.</param>
/// <param name="Details">Further ids, fingerprints and times by name.</param>
/// <param name="OnBehalfOf">The person who caused it, when a service carried it out later or elsewhere; null when the actor did it themselves, or nobody asked for it.</param>
/// <param name="CampaignId">The campaign that it belongs to, if any.</param>
/// <param name="Position">Its place among all audit records that its service has sent; absent when a version without numbers sent it.</param>
[NeedsSubscriber]
[SentBy(PlatformServices.AdminQuery, PlatformServices.Audit, PlatformServices.Identity, PlatformServices.KeyIssuance, PlatformServices.Rotation, PlatformServices.VaultOperations)]
[TakenBy(PlatformServices.Audit, IsInternal = true)]
public sealed record AuditRecorded(
    Guid RecordId,
    DateTimeOffset OccurredAt,
    string Service,
    string Action,
    string Outcome,
    AuditActor Actor,
    Guid? TenantId,
    SecretReference? Secret,
    Guid? VersionId,
    Guid? CorrelationId,
    string? Reason,
    string? Code,
    string? TraceId,
    IReadOnlyDictionary<string, string>? Details,
    OnBehalfOf? OnBehalfOf = null,
    Guid? CampaignId = null,
    ProducerPosition? Position = null) : IEvent, INamesService
{
    public bool SpeaksFor(string service) => Service == service;
}

/// <summary>Who acted, as far as it is known.</summary>
/// <param name="UserId">The user's id; null for the platform itself and for unknown users.</param>
/// <param name="User">The user's e-mail address, or the service's name for background work.</param>
/// <param name="Role">The role acted in; <c>service</c> for background work.</param>
/// <param name="SessionId">The session, if any.</param>
/// <param name="IpAddress">The caller's address as the gateway saw it.</param>
/// <param name="UserAgent">The caller's user agent, at most 256 characters.</param>
public sealed record AuditActor(Guid? UserId, string User, string Role, Guid? SessionId, string? IpAddress, string? UserAgent);

/// <summary>How an audited action ended, or that it is about to begin.</summary>
public static class AuditOutcomes
{
    /// <summary>Written before a reveal: what follows may already have happened.</summary>
    public const string Intent = "intent";

    /// <summary>It was done.</summary>
    public const string Success = "success";

    /// <summary>It was not allowed.</summary>
    public const string Refused = "refused";

    /// <summary>It was allowed and did not succeed.</summary>
    public const string Failed = "failed";

    public static readonly IReadOnlyList<string> All = [Intent, Success, Refused, Failed];
}

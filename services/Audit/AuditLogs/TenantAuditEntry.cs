namespace PenguinMails.Audit.AuditLogs;

/// <summary>A record of the ledger as the tenant sees it: of people who are not the tenant's it holds no personal data.</summary>
/// <param name="Sequence">Its place in the ledger. The records between are not the tenant's.</param>
/// <param name="Timestamp">When it happened at its source, UTC.</param>
/// <param name="Service">The service that recorded it.</param>
/// <param name="Action">What was done, a dotted verb.</param>
/// <param name="TenantId">The caller's tenant.</param>
/// <param name="User">
/// Who did it: the address of one of the tenant's own people, a service's name, <c>(administrator)</c>, or <c>(another tenant)</c>;
/// <c>(erased)</c> when it was forgotten.
/// </param>
/// <param name="Role">The role acted in.</param>
/// <param name="UserId">The person, when it is one of the tenant's own people.</param>
/// <param name="OnBehalfOf">Who caused it, when a service carried it out: one of the tenant's people by address, anybody else as "(administrator)".</param>
/// <param name="CampaignId">The campaign of the platform that it belongs to, if any.</param>
/// <param name="SecretType">The type of the secret that it is about, if any.</param>
/// <param name="SecretName">The secret that it is about, if any.</param>
/// <param name="VersionId">The version that it is about, if any.</param>
/// <param name="Target">What it is about, in one place, if it is about one thing.</param>
/// <param name="IpAddress">Where one of the tenant's own people acted from.</param>
/// <param name="Outcome">intent, success, refused or failed.</param>
/// <param name="Reason">The reason given. What others gave is shown without the addresses in it.</param>
/// <param name="Code">The problem code of a refusal or failure.</param>
/// <param name="CorrelationId">Ties an intent to its outcome.</param>
/// <param name="TraceId">The trace under which it happened; name it to support.</param>
/// <param name="Hash">SHA-256 of the record and its predecessor's hash, hexadecimal.</param>
public sealed record TenantAuditEntry(
    long Sequence,
    DateTimeOffset Timestamp,
    string Service,
    string Action,
    Guid TenantId,
    string User,
    string Role,
    Guid? UserId,
    string? OnBehalfOf,
    Guid? CampaignId,
    string? SecretType,
    string? SecretName,
    Guid? VersionId,
    RecordTarget? Target,
    string? IpAddress,
    [property: OneOf(typeof(AuditOutcomes))] string Outcome,
    string? Reason,
    string? Code,
    Guid? CorrelationId,
    string? TraceId,
    string Hash);

/// <summary>A page of the tenant's records.</summary>
/// <param name="Items">Newest first.</param>
/// <param name="Page">The page's number, from 1.</param>
/// <param name="PageSize">How many items a page has.</param>
/// <param name="Total">How many items match; counted up to 100,000.</param>
/// <param name="Next">Send as <c>before</c> for what follows; null when nothing does.</param>
public sealed record TenantAuditPage(IReadOnlyList<TenantAuditEntry> Items, int Page, int PageSize, int Total, long? Next);

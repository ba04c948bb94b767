namespace PenguinMails.ServiceDefaults;

/// <summary>What is recorded, besides who and when.</summary>
/// <param name="Action">A dotted verb such as <c>ssh_key.download</c>.</param>
/// <param name="Outcome">One of <see cref="AuditOutcomes"/>.</param>
public sealed record AuditEntry(string Action, string Outcome)
{
    public Guid? TenantId { get; init; }
    public SecretReference? Secret { get; init; }
    public Guid? VersionId { get; init; }
    public Guid? CorrelationId { get; init; }
    public string? Reason { get; init; }
    public string? Code { get; init; }
    public Dictionary<string, string>? Details { get; init; }

    /// <summary>The person for whom a service acts; null when the actor acts for themselves, or on schedule.</summary>
    public OnBehalfOf? OnBehalfOf { get; init; }

    public Guid? CampaignId { get; init; }
}

/// <summary>Writes audit records into the transaction of what they record.</summary>
public sealed class AuditTrail(string service, TimeProvider time)
{
    /// <summary>The actor of background work: this service itself.</summary>
    public AuditActor Platform => new(null, service, Roles.Service, null, null, null);

    public Task RecordAsync(DatabaseTransaction transaction, AuditActor actor, AuditEntry entry) =>
        transaction.PublishAsync(RecordOf(actor, entry));

    /// <summary>The record as it is sent, for those who send several together.</summary>
    public AuditRecorded RecordOf(AuditActor actor, AuditEntry entry) => new(
        Guid.CreateVersion7(), time.GetUtcNow(), service, entry.Action, entry.Outcome, actor,
        entry.TenantId ?? entry.Secret?.TenantId,
        entry.Secret, entry.VersionId, entry.CorrelationId, entry.Reason, entry.Code,
        Activity.Current?.TraceId.ToHexString(),
        entry.Details,
        entry.OnBehalfOf,
        entry.CampaignId);
}

/// <summary>The action under which refusals of an endpoint are recorded.</summary>
public sealed record AuditActionMetadata(string Action);

public static class AuditActionExtensions
{
    /// <summary>Names the audited action of this endpoint, for refusals that its handler does not record: before it runs, and of ids that it does not find.</summary>
    public static RouteHandlerBuilder Audited(this RouteHandlerBuilder builder, string action) =>
        builder.WithMetadata(new AuditActionMetadata(action)).AddEndpointFilter<RouteHandlerBuilder, ForeignIdFilter>();
}

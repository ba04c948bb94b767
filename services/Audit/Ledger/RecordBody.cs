namespace PenguinMails.Audit.Ledger;

/// <summary>
/// A record's canonical bytes, format 2: the message as it was sent, but who acted from where, and the reason, stand as commitments
/// only (<see cref="Commitment"/>): <c>actor.personal</c>, <c>onBehalfOf.personal</c> and <c>reason</c>.
/// </summary>
internal static class RecordBody
{
    public static byte[] Of(AuditRecorded record, Origins origins, byte[]? reason) => CanonicalJson.Write(Present(
        ("recordId", Text(record.RecordId)),
        ("occurredAt", record.OccurredAt.ToString("O", CultureInfo.InvariantCulture)),
        ("service", record.Service),
        ("action", record.Action),
        ("outcome", record.Outcome),
        ("actor", Present(
            ("userId", Text(record.Actor.UserId)),
            ("role", record.Actor.Role),
            ("sessionId", Text(record.Actor.SessionId)),
            ("personal", Convert.ToHexStringLower(origins.Actor.Commitment)))),
        ("onBehalfOf", record.OnBehalfOf is { } principal ? Present(
            ("userId", Text(principal.UserId)),
            ("role", principal.Role),
            ("personal", Convert.ToHexStringLower(origins.OnBehalfOf!.Commitment))) : null),
        ("campaignId", Text(record.CampaignId)),
        ("tenantId", Text(record.TenantId)),
        ("secret", record.Secret is { } secret ? Present(("tenantId", Text(secret.TenantId)), ("type", secret.Type), ("name", secret.Name)) : null),
        ("versionId", Text(record.VersionId)),
        ("correlationId", Text(record.CorrelationId)),
        ("reason", reason is null ? null : Convert.ToHexStringLower(reason)),
        ("code", record.Code),
        ("traceId", record.TraceId),
        ("details", record.Details?.Select(detail => KeyValuePair.Create(detail.Key, (object?)detail.Value)))));

    private static string? Text(Guid? id) => id?.ToString("D", CultureInfo.InvariantCulture);

    // Absent values are omitted.
    private static IEnumerable<KeyValuePair<string, object?>> Present(params (string Name, object? Value)[] members) =>
        members.Where(member => member.Value is not null).Select(member => KeyValuePair.Create(member.Name, member.Value));
}

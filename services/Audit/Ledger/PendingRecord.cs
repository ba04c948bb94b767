namespace PenguinMails.Audit.Ledger;

/// <summary>A record that is not in the ledger yet.</summary>
/// <param name="Record">Who did what.</param>
/// <param name="Path">Where the secret lies, for searching; null when it concerns none.</param>
internal sealed record PendingRecord(AuditRecorded Record, string? Path)
{
    public static PendingRecord Of(AuditRecorded record) =>
        new(record, record.Secret is { } secret ? PathOf(secret.Type, secret.TenantId, secret.Name) : null);

    /// <summary>Where a secret lies, as queries find it.</summary>
    public static string PathOf(string type, Guid tenantId, string name) => StorableText.Of($"penguinmails/{type}/{tenantId}/{name}");
}

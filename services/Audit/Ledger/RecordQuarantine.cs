namespace PenguinMails.Audit.Ledger;

/// <summary>Quarantines records that could not be appended and raises an alert.</summary>
internal sealed class RecordQuarantine(TimeProvider time)
{
    public async Task KeepAsync(DatabaseTransaction transaction, AuditRecorded record, Exception cause)
    {
        var now = time.GetUtcNow();
        var message = MessageJson.Serialize(record);
        var isNew = await transaction.ExecuteAsync(
            """
            insert into audit_quarantine (record_id, content, message, cause, quarantined_at) values (@RecordId, @content, @message, @cause, @now)
            on conflict do nothing
            """,
            new { record.RecordId, content = SHA256.HashData(Encoding.UTF8.GetBytes(message)), message, cause = StorableText.Of(cause.Message), now }) > 0;
        if (isNew)
        {
            await transaction.PublishAsync(new AlertRaised(
                Guid.CreateVersion7(now), "audit.record_quarantined", AlertSeverities.Critical, "audit.record_quarantined",
                record.TenantId, record.Secret,
                $"A record of {StorableText.Of(record.Service)} could not be appended to the ledger.",
                "Look into the table audit_quarantine of the audit database; the record is there, and nothing else is held up.",
                record.TraceId, now));
        }
    }
}

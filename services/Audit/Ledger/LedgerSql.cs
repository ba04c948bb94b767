using System.Text.Json;
using PenguinMails.Contracts.Messages;
using PenguinMails.Postgres;

namespace PenguinMails.Audit.Ledger;

/// <summary>Appends to the ledger. Nothing else writes to it, and nothing changes what is written.</summary>
internal static class LedgerSql
{
    /// <summary>The one chain there is.</summary>
    public const string Chain = "platform";

    /// <summary>Appends the record under the chain's lock.</summary>
    /// <returns>False when the ledger holds a record of this id already.</returns>
    public static async Task<bool> AppendAsync(this DatabaseTransaction transaction, AuditRecorded record, DateTimeOffset now)
    {
        var head = await transaction.QuerySingleOrDefaultAsync<Head>(
            """
            select last_sequence as LastSequence, last_recorded_at as LastRecordedAt, head_hash as Hash
            from audit_chain where chain = @Chain for update
            """,
            new { Chain }) ?? throw new InvalidOperationException($"The ledger has no chain '{Chain}'.");
        if (await transaction.ScalarAsync<bool>("select exists (select from audit_record where record_id = @RecordId)", new { record.RecordId }))
        {
            return false;
        }

        var sequence = head.LastSequence + 1;
        var recordedAt = now > head.LastRecordedAt ? ToMicroseconds(now) : head.LastRecordedAt ?? ToMicroseconds(now);
        using var document = JsonDocument.Parse(MessageJson.Serialize(record));
        var body = CanonicalJson.Write(document.RootElement);
        var hash = RecordHash.Of(Chain, sequence, recordedAt, head.Hash, body);
        if (head.LastRecordedAt is not { } last || (last.Year, last.Month) != (recordedAt.Year, recordedAt.Month))
        {
            await transaction.ExecuteAsync("select ensure_ledger_month(@recordedAt)", new { recordedAt });
        }

        await InsertAsync(transaction, record, sequence, recordedAt, body, head.Hash, hash);
        await transaction.ExecuteAsync(
            "update audit_chain set last_sequence = @sequence, last_recorded_at = @recordedAt, head_hash = @hash where chain = @Chain",
            new { sequence, recordedAt, hash, Chain });
        return true;
    }

    private static Task InsertAsync(
        DatabaseTransaction transaction, AuditRecorded record, long sequence, DateTimeOffset recordedAt, byte[] body, byte[] previousHash, byte[] hash) =>
        transaction.ExecuteAsync(
            """
            insert into audit_record (chain, sequence, recorded_at, record_id, occurred_at, service, action, outcome, user_id, user_name,
                role, ip_address, tenant_id, secret_type, secret_name, version_id, correlation_id, reason, code, trace_id,
                body, previous_hash, hash)
            values (@Chain, @sequence, @recordedAt, @RecordId, @OccurredAt, @service, @action, @outcome, @UserId, @user,
                @role, @ip, @TenantId, @secretType, @secretName, @VersionId, @CorrelationId, @reason, @code, @trace,
                @body, @previousHash, @hash)
            """,
            new
            {
                Chain,
                sequence,
                recordedAt,
                record.RecordId,
                record.OccurredAt,
                service = StorableText.Of(record.Service),
                action = StorableText.Of(record.Action),
                outcome = StorableText.Of(record.Outcome),
                record.Actor.UserId,
                user = StorableText.Of(record.Actor.User),
                role = StorableText.Of(record.Actor.Role),
                ip = StorableText.Of(record.Actor.IpAddress),
                record.TenantId,
                secretType = StorableText.Of(record.Secret?.Type),
                secretName = StorableText.Of(record.Secret?.Name),
                record.VersionId,
                record.CorrelationId,
                reason = StorableText.Of(record.Reason),
                code = StorableText.Of(record.Code),
                trace = StorableText.Of(record.TraceId),
                body,
                previousHash,
                hash,
            });

    private static DateTimeOffset ToMicroseconds(DateTimeOffset time) => time.AddTicks(-(time.Ticks % TimeSpan.TicksPerMicrosecond));

    private sealed class Head
    {
        public long LastSequence { get; init; }
        public DateTimeOffset? LastRecordedAt { get; init; }
        public byte[] Hash { get; init; } = [];
    }
}

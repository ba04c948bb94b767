using Npgsql;
using NpgsqlTypes;
using PenguinMails.Contracts.Messages;
using PenguinMails.Ledger;
using PenguinMails.Postgres;

namespace PenguinMails.Audit.Ledger;

/// <summary>A record with what its row repeats for queries.</summary>
/// <param name="ReasonSalt">Null when no reason was given.</param>
internal sealed record RecordRow(LedgerRecord Record, AuditRecorded Message, Origin Origin, long? PathId, byte[]? ReasonSalt);

/// <summary>Writes rows with COPY.</summary>
internal static class RecordRows
{
    private const string Into =
        """
        copy audit_record (chain, sequence, recorded_at, format, record_id, occurred_at, service, action, outcome, person_id, origin_id,
            user_id, session_id, role, tenant_id, secret_type, secret_name, path_id, version_id, correlation_id, code, trace_id,
            body, previous_hash, hash)
        from stdin (format binary)
        """;

    public static async Task CopyAsync(DatabaseTransaction transaction, IReadOnlyList<RecordRow> rows)
    {
        await using (var import = await transaction.Connection.BeginBinaryImportAsync(Into, transaction.CancellationToken))
        {
            foreach (var row in rows)
            {
                await WriteAsync(import, row, transaction.CancellationToken);
            }

            await import.CompleteAsync(transaction.CancellationToken);
        }

        var reasons = rows.Where(row => row.ReasonSalt is not null).ToList();
        if (reasons.Count > 0)
        {
            await transaction.ExecuteAsync(
                """
                insert into audit_reason (chain, sequence, recorded_at, reason, salt)
                select @chain, r.sequence, @recordedAt, r.reason, r.salt from unnest(@sequences, @reasons, @salts) as r(sequence, reason, salt)
                """,
                new
                {
                    chain = reasons[0].Record.Chain,
                    recordedAt = reasons[0].Record.RecordedAt,
                    sequences = reasons.Select(row => row.Record.Sequence).ToArray(),
                    reasons = reasons.Select(row => StorableText.Of(row.Message.Reason)).ToArray(),
                    salts = reasons.Select(row => row.ReasonSalt).ToArray(),
                });
        }
    }

    private static async Task WriteAsync(NpgsqlBinaryImporter import, RecordRow row, CancellationToken cancellationToken)
    {
        var (record, message) = (row.Record, row.Message);
        await import.StartRowAsync(cancellationToken);
        await import.WriteAsync(record.Chain, NpgsqlDbType.Text, cancellationToken);
        await import.WriteAsync(record.Sequence, NpgsqlDbType.Bigint, cancellationToken);
        await import.WriteAsync(record.RecordedAt.UtcDateTime, NpgsqlDbType.TimestampTz, cancellationToken);
        await import.WriteAsync(RecordBody.Format, NpgsqlDbType.Smallint, cancellationToken);
        await import.WriteAsync(message.RecordId, NpgsqlDbType.Uuid, cancellationToken);
        await import.WriteAsync(message.OccurredAt.UtcDateTime, NpgsqlDbType.TimestampTz, cancellationToken);
        await TextAsync(message.Service);
        await TextAsync(message.Action);
        await TextAsync(message.Outcome);
        await import.WriteAsync(row.Origin.PersonId, NpgsqlDbType.Bigint, cancellationToken);
        await import.WriteAsync(row.Origin.OriginId, NpgsqlDbType.Bigint, cancellationToken);
        await IdAsync(message.Actor.UserId);
        await IdAsync(message.Actor.SessionId);
        await TextAsync(message.Actor.Role);
        await IdAsync(message.TenantId);
        await TextAsync(message.Secret?.Type);
        await TextAsync(message.Secret?.Name);
        if (row.PathId is { } path)
        {
            await import.WriteAsync(path, NpgsqlDbType.Bigint, cancellationToken);
        }
        else
        {
            await import.WriteNullAsync(cancellationToken);
        }

        await IdAsync(message.VersionId);
        await IdAsync(message.CorrelationId);
        await TextAsync(message.Code);
        await TextAsync(message.TraceId);
        await import.WriteAsync(record.Body, NpgsqlDbType.Bytea, cancellationToken);
        await import.WriteAsync(record.PreviousHash, NpgsqlDbType.Bytea, cancellationToken);
        await import.WriteAsync(record.Hash, NpgsqlDbType.Bytea, cancellationToken);

        Task TextAsync(string? text) => text is null
            ? import.WriteNullAsync(cancellationToken)
            : import.WriteAsync(StorableText.Of(text), NpgsqlDbType.Text, cancellationToken);

        Task IdAsync(Guid? id) => id is { } value
            ? import.WriteAsync(value, NpgsqlDbType.Uuid, cancellationToken)
            : import.WriteNullAsync(cancellationToken);
    }
}

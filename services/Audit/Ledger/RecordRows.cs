namespace PenguinMails.Audit.Ledger;

/// <summary>A record with what its row repeats for queries.</summary>
/// <param name="ReasonSalt">Null when no reason was given.</param>
internal sealed record RecordRow(LedgerRecord Record, AuditRecorded Message, Origins Origins, long? PathId, byte[]? ReasonSalt);

/// <summary>Writes rows with COPY.</summary>
internal static class RecordRows
{
    /// <param name="rows">At least one; each is asked for when it is sent.</param>
    /// <returns>The last record.</returns>
    public static async Task<LedgerRecord> CopyAsync(DatabaseTransaction transaction, IEnumerable<RecordRow> rows)
    {
        var reasons = new List<RecordRow>();
        LedgerRecord? last = null;
        await using (var import = await transaction.Connection.BeginBinaryImportAsync(RecordColumns.Copy, transaction.CancellationToken))
        {
            foreach (var row in rows)
            {
                await RecordColumns.Of(row.Message, row.Origins, row.PathId).WriteAsync(import, row.Record, transaction.CancellationToken);
                last = row.Record;
                if (row.ReasonSalt is not null)
                {
                    reasons.Add(row);
                }
            }

            await import.CompleteAsync(transaction.CancellationToken);
        }

        await KeepReasonsAsync(transaction, reasons);
        return last ?? throw new ArgumentException("There is nothing to append.", nameof(rows));
    }

    private static async Task KeepReasonsAsync(DatabaseTransaction transaction, List<RecordRow> reasons)
    {
        if (reasons.Count > 0)
        {
            await transaction.ExecuteAsync(
                """
                insert into audit_reason (chain, sequence, recorded_at, occurred_at, action, outcome, secret_type, person_id, behalf_origin_id, campaign_id, tenant_id, reason, salt)
                select @chain, r.sequence, @recordedAt, r.occurred_at, r.action, r.outcome, r.secret_type, r.person_id, r.behalf_origin_id, r.campaign_id,
                       r.tenant_id, r.reason, r.salt
                from unnest(@sequences, @times, @actions, @outcomes, @types, @people, @principals, @campaigns, @tenants, @reasons, @salts)
                    as r(sequence, occurred_at, action, outcome, secret_type, person_id, behalf_origin_id, campaign_id, tenant_id, reason, salt)
                """,
                new
                {
                    chain = reasons[0].Record.Chain,
                    recordedAt = reasons[0].Record.RecordedAt,
                    sequences = reasons.Select(row => row.Record.Sequence).ToArray(),
                    times = reasons.Select(row => row.Message.OccurredAt.UtcDateTime).ToArray(),
                    actions = reasons.Select(row => StorableText.Of(row.Message.Action)).ToArray(),
                    outcomes = reasons.Select(row => StorableText.Of(row.Message.Outcome)).ToArray(),
                    types = reasons.Select(row => StorableText.Of(row.Message.Secret?.Type)).ToArray(),
                    people = reasons.Select(row => row.Origins.Actor.PersonId).ToArray(),
                    principals = reasons.Select(row => row.Origins.OnBehalfOf?.OriginId).ToArray(),
                    campaigns = reasons.Select(row => row.Message.CampaignId).ToArray(),
                    tenants = reasons.Select(row => row.Message.TenantId).ToArray(),
                    reasons = reasons.Select(row => StorableText.Of(row.Message.Reason)).ToArray(),
                    salts = reasons.Select(row => row.ReasonSalt).ToArray(),
                });
        }
    }
}

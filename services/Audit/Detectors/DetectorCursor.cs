namespace PenguinMails.Audit.Detectors;

/// <summary>How far the ledger was judged.</summary>
internal static class DetectorCursor
{
    /// <summary>Locks the cursor; null when another instance holds it.</summary>
    public static Task<long?> LockCursorAsync(this DatabaseTransaction transaction) => transaction.ScalarAsync<long?>(
        "select sequence from detector_cursor where chain = @Platform for update skip locked", new { LedgerChains.Platform });

    public static Task MoveCursorAsync(this DatabaseTransaction transaction, long sequence) => transaction.ExecuteAsync(
        "update detector_cursor set sequence = @sequence where chain = @Platform", new { LedgerChains.Platform, sequence });

    /// <summary>The records after the cursor, in order.</summary>
    public static Task<IReadOnlyList<EvaluatedRecord>> RecordsAfterAsync(this DatabaseTransaction transaction, long sequence, int limit) =>
        transaction.QueryAsync<EvaluatedRecord>(
            """
            select r.sequence as Sequence, r.record_id as RecordId, r.occurred_at as OccurredAt, r.action as Action, r.outcome as Outcome,
                r.person_id as PersonId, coalesce(o.user_name, r.legacy_user_name) as User, r.role as Role,
                coalesce(o.ip_address, r.legacy_ip_address) as IpAddress, r.tenant_id as TenantId, r.secret_type as SecretType,
                r.secret_name as SecretName, r.code as Code, r.trace_id as TraceId, r.body as Body
            from audit_record r left join audit_origin o on o.origin_id = r.origin_id
            where r.chain = @Platform and r.sequence > @sequence order by r.sequence limit @limit
            """,
            new { LedgerChains.Platform, sequence, limit });
}

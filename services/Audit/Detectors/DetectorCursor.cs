namespace PenguinMails.Audit.Detectors;

/// <summary>How far the rules have been evaluated on the ledger.</summary>
internal static class DetectorCursor
{
    /// <summary>Locks the cursor; null when another instance holds it.</summary>
    public static Task<long?> LockCursorAsync(this DatabaseTransaction transaction) => transaction.ScalarAsync<long?>(
        "select sequence from detector_cursor where chain = @Platform for update skip locked", new { LedgerChains.Platform });

    public static Task MoveCursorAsync(this DatabaseTransaction transaction, long sequence) => transaction.ExecuteAsync(
        "update detector_cursor set sequence = @sequence where chain = @Platform", new { LedgerChains.Platform, sequence });

    /// <summary>Sets a cursor that lies beyond the chain's end back to before what is news. What is evaluated again raises nothing twice.</summary>
    /// <returns>Whether it lay there.</returns>
    public static async Task<bool> SetBackAsync(this DatabaseTransaction transaction, long cursor, DateTimeOffset since) => await transaction.ExecuteAsync(
        """
        update detector_cursor d set sequence = coalesce(
            (select min(r.sequence) - 1 from audit_record r where r.chain = d.chain and r.recorded_at > @since), c.last_sequence)
        from audit_chain c where d.chain = @Platform and c.chain = d.chain and c.last_sequence < @cursor
        """,
        new { LedgerChains.Platform, cursor, since }) > 0;

    /// <summary>The records after the cursor, in order.</summary>
    public static Task<IReadOnlyList<EvaluatedRecord>> RecordsAfterAsync(this DatabaseTransaction transaction, long sequence, int limit) =>
        transaction.QueryAsync<EvaluatedRecord>(
            """
            select r.sequence, r.record_id, r.occurred_at, r.action, r.outcome, r.person_id, coalesce(o.user_name, r.legacy_user_name) as User, r.role,
                coalesce(o.ip_address, r.legacy_ip_address) as IpAddress, r.tenant_id, r.secret_type, r.secret_name, r.code, r.trace_id, r.body
            from audit_record r left join audit_origin o on o.origin_id = r.origin_id
            where r.chain = @Platform and r.sequence > @sequence order by r.sequence limit @limit
            """,
            new { LedgerChains.Platform, sequence, limit });
}

namespace PenguinMails.Audit.Erasure;

/// <summary>
/// Erases texts and salts. The hashes stay; without the salts they reveal nothing. What is erased is named first by records of the ledger, in
/// the same transaction: whatever is gone without being named there was not erased by anybody who may.
/// </summary>
internal static class ErasureExecution
{
    public static async Task EraseAsync(DatabaseTransaction transaction, Approval approval, AuditTrail trail, DateTimeOffset now)
    {
        var erasureId = approval.SubjectId;
        // Blocks appends meanwhile: a new record could still name the person who is being erased.
        await transaction.ExecuteAsync("select from audit_chain order by chain for no key update");
        // The platform itself may be asked to be forgotten: what names it in the record of that is part of what is erased.
        await RecordOrigins.ResolveAsync(transaction, [PendingRecord.Of(RecordOf(trail, []))]);
        var reach = await ErasureReach.OfAsync(transaction, erasureId);
        var records = await NameAsync(transaction, trail, reach, now, ("erasureId", $"{erasureId}"), ("approvalId", $"{approval.ApprovalId}"));
        await PersonReferences.EraseAsync(transaction, [.. reach.Ids]);
        var done = await transaction.QuerySingleOrDefaultAsync<Done>("select people, reasons from erase_personal(@erasureId, @records)", new { erasureId, records });
        await transaction.ExecuteAsync(
            """
            update audit_erasure set erased_at = @now, people = @People, reasons = @Reasons, user_name = null,
                left_over = (select count(*) from audit_record where person_id = any(@ids) and format = 1)
            where erasure_id = @erasureId
            """,
            new { erasureId, now, done!.People, done.Reasons, ids = reach.Ids.ToArray() });
    }

    /// <summary>Appends the records that name what is erased.</summary>
    /// <returns>Their ids.</returns>
    public static async Task<Guid[]> NameAsync(
        DatabaseTransaction transaction, AuditTrail trail, ErasureReach reach, DateTimeOffset now, params (string Name, string Value)[] common)
    {
        // Not by way of the outbox: between this and their arrival the ledger would not explain what is gone.
        var records = reach.Details(common).Select(details => RecordOf(trail, details)).ToList();
        await transaction.AppendAsync(LedgerChains.Platform, [.. records.Select(PendingRecord.Of)], now);
        return [.. records.Select(record => record.RecordId)];
    }

    private static AuditRecorded RecordOf(AuditTrail trail, Dictionary<string, string> details) =>
        trail.RecordOf(trail.Platform, new AuditEntry(ErasureCover.Action, AuditOutcomes.Success) { Details = details });

    private sealed record Done(int People, int Reasons);
}

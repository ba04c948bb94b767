namespace PenguinMails.Audit.Approvals;

/// <summary>Appends the records of this service's own requests and decisions at once.</summary>
internal sealed class LedgerApprovalRecords(TimeProvider time) : IApprovalRecords
{
    public Task LockAsync(DatabaseTransaction transaction) => transaction.LockChainAsync(LedgerChains.Platform);

    public Task KeepAsync(DatabaseTransaction transaction, AuditRecorded record) =>
        transaction.AppendAsync(LedgerChains.Platform, [PendingRecord.Of(record)], time.GetUtcNow());
}

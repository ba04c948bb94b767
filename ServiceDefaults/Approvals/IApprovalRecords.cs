namespace PenguinMails.ServiceDefaults;

/// <summary>
/// Keeps the records of requests and decisions where the service keeps the ledger itself: in the same transaction, so that what was approved is on
/// record before anything follows from it. Other services send them.
/// </summary>
public interface IApprovalRecords
{
    /// <summary>Locks the ledger. Called before the row of a request is locked: an erasure holds the ledger while it changes requests.</summary>
    Task LockAsync(DatabaseTransaction transaction);

    /// <summary>Appends the record.</summary>
    Task KeepAsync(DatabaseTransaction transaction, AuditRecorded record);
}

namespace PenguinMails.ServiceDefaults;

/// <summary>
/// Keeps the records of requests and decisions where the service keeps the ledger itself: in the same transaction, so that what was approved is on
/// record before anything follows from it. Other services send them.
/// </summary>
public interface IApprovalRecords
{
    Task KeepAsync(DatabaseTransaction transaction, AuditRecorded record);
}

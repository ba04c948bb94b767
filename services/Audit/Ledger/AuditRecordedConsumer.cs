using PenguinMails.Contracts.Messages;
using PenguinMails.Postgres;
using PenguinMails.ServiceDefaults;

namespace PenguinMails.Audit.Ledger;

/// <summary>Appends each record to the ledger, once.</summary>
internal sealed class AuditRecordedConsumer(Database database, TimeProvider time) : InboxConsumer<AuditRecorded>(database)
{
    protected override Task HandleAsync(AuditRecorded message, DatabaseTransaction transaction) =>
        transaction.AppendAsync(message, time.GetUtcNow());
}

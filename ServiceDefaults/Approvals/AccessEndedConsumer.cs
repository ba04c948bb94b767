namespace PenguinMails.ServiceDefaults;

/// <summary>
/// Expires the pending requests of somebody whose access has ended. The time of the end is kept: services still accept older tokens for some seconds, and
/// what is requested with one of them expires at once. What is requested with a later token stays, however late the message arrives.
/// </summary>
public sealed class AccessEndedConsumer(Database database, ApprovalRequests approvals) : InboxConsumer<AccessEnded>(database)
{
    protected override async Task HandleAsync(AccessEnded message, DatabaseTransaction transaction)
    {
        await ApprovalTable.EndAccessAsync(transaction, message.UserId, message.OccurredAt);
        await approvals.ExpireAsync(transaction);
    }
}

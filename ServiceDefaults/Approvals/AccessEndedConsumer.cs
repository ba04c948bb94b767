namespace PenguinMails.ServiceDefaults;

/// <summary>
/// Expires what somebody requested who has lost their access. That it ended is kept: tokens from before are accepted for some seconds more, and what is
/// requested with them is expired from the beginning. What is requested with a later token stays, however late the message comes.
/// </summary>
public sealed class AccessEndedConsumer(Database database, ApprovalRequests approvals) : InboxConsumer<AccessEnded>(database)
{
    protected override async Task HandleAsync(AccessEnded message, DatabaseTransaction transaction)
    {
        await ApprovalTable.EndAccessAsync(transaction, message.UserId, message.OccurredAt);
        await approvals.ExpireAsync(transaction);
    }
}

using PenguinMails.Rotation.GracePeriods;

namespace PenguinMails.Rotation.Messages;

/// <summary>The target refuses the replaced version: its grace period needs no further care.</summary>
internal sealed class PreviousVersionRetiredConsumer(Database database) : InboxConsumer<PreviousVersionRetired>(database)
{
    protected override async Task HandleAsync(PreviousVersionRetired message, DatabaseTransaction transaction)
    {
        await transaction.LockTenantAsync(message.Secret.TenantId);
        await transaction.EndGracePeriodAsync(message);
        await transaction.NotifyRetiredAsync(message);
    }
}

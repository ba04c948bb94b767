namespace PenguinMails.Rotation.Messages;

/// <summary>Remembers on which server a tenant's secrets are, so that campaigns can go easy on each.</summary>
internal sealed class TenantEnrolledConsumer(Database database) : InboxConsumer<TenantEnrolled>(database)
{
    protected override async Task HandleAsync(TenantEnrolled message, DatabaseTransaction transaction)
    {
        await transaction.LockTenantAsync(message.TenantId);
        await transaction.ExecuteAsync(
            "update tenant_schedule set server = @server where tenant_id = @TenantId",
            new { server = $"{message.ServerAddress}:{message.ServerPort}", message.TenantId });
    }
}

namespace PenguinMails.Rotation.Messages;

/// <summary>A first version, or the first after a revocation: its interval begins.</summary>
internal sealed class SecretIssuedConsumer(Database database, RotationPolicies policies, SchedulePublisher publisher, TimeProvider time)
    : InboxConsumer<SecretIssued>(database)
{
    protected override async Task HandleAsync(SecretIssued message, DatabaseTransaction transaction)
    {
        await transaction.LockPoliciesSharedAsync();
        if (message.OccurredAt <= await transaction.LockTenantAsync(message.Secret.TenantId))
        {
            return;
        }

        await transaction.NotifyIssuedAsync(message);
        var secret = await transaction.LoadAsync(message.Secret);
        var policy = (await policies.LoadAsync(transaction, message.Secret.TenantId)).For(message.Secret);
        if (secret.Renew(message.VersionId, null, message.OccurredAt, policy, time.GetUtcNow()))
        {
            await publisher.SaveAndPublishAsync(transaction, secret);
        }
    }
}

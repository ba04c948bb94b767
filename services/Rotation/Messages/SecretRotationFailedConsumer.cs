using PenguinMails.Rotation.Campaigns;

namespace PenguinMails.Rotation.Messages;

/// <summary>A rotation that this service asked for failed: it is tried again, later each time.</summary>
internal sealed class SecretRotationFailedConsumer(
    Database database, RotationPolicies policies, SchedulePublisher publisher, CampaignOutcomes campaigns, TimeProvider time)
    : InboxConsumer<SecretRotationFailed>(database)
{
    // Another caller's rotation is running; its success makes this request unnecessary.
    private const string InProgress = "operation_in_progress";
    private static readonly TimeSpan Courtesy = TimeSpan.FromMinutes(1);

    protected override async Task HandleAsync(SecretRotationFailed message, DatabaseTransaction transaction)
    {
        await transaction.NotifyFailedAsync(message);
        if (message.RequestId is not null)
        {
            await campaigns.FailedAsync(transaction, message);
        }

        if (message.TriggeredBy != Triggers.Automated)
        {
            return;
        }

        await transaction.LockPoliciesSharedAsync();
        await transaction.LockTenantAsync(message.Secret.TenantId);
        var secret = await transaction.LoadAsync(message.Secret);
        if (secret.DueAt is not { } dueAt || (message.RequestId is { } requestId && requestId != RequestIds.For(message.Secret, dueAt)))
        {
            return;
        }

        var now = time.GetUtcNow();
        var policy = (await policies.LoadAsync(transaction, message.Secret.TenantId)).For(message.Secret);
        if (message.Code == InProgress ? secret.Postpone(now + Courtesy, now) : secret.Fail(policy, now))
        {
            await publisher.SaveAndPublishAsync(transaction, secret, message.Code);
        }
    }
}

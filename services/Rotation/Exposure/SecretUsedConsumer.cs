namespace PenguinMails.Rotation.Exposure;

/// <summary>Counts uses of the current version; beyond a threshold of its policy it is rotated at once.</summary>
internal sealed class SecretUsedConsumer(Database database, RotationPolicies policies, ExposedSecrets exposed, TimeProvider time)
    : InboxConsumer<SecretUsed>(database)
{
    protected override async Task HandleAsync(SecretUsed message, DatabaseTransaction transaction)
    {
        await transaction.LockPoliciesSharedAsync();
        await transaction.LockTenantAsync(message.Secret.TenantId);
        var secret = await transaction.LoadAsync(message.Secret);
        if (secret.CurrentVersionId is not { } versionId || versionId != message.VersionId)
        {
            return;
        }

        secret.Count(message);
        var thresholds = (await policies.LoadAsync(transaction, message.Secret.TenantId)).For(message.Secret)?.Thresholds;
        if (thresholds?.Exceeded(secret.Downloads, secret.Reads, secret.FailedUses) is not { } exceeded
            || !await exposed.ExpediteAsync(transaction, secret, ScheduleTriggers.Threshold, exceeded, grace: null, time.GetUtcNow(), versionId))
        {
            await transaction.SaveAsync(secret);
        }
    }
}

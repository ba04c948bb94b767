namespace PenguinMails.Rotation.Exposure;

/// <summary>
/// Who puts a banned key back can write to the account, so that its present key counts as exposed too. Other drift is repaired, or
/// decided on by a person.
/// </summary>
internal sealed class DriftDetectedConsumer(Database database, ExposedSecrets exposed) : InboxConsumer<DriftDetected>(database)
{
    protected override async Task HandleAsync(DriftDetected message, DatabaseTransaction transaction)
    {
        if (message.Kind != DriftKinds.BannedKey)
        {
            return;
        }

        await transaction.LockPoliciesSharedAsync();
        await transaction.LockTenantAsync(message.Secret.TenantId);
        await exposed.ExpediteAsync(
            transaction,
            await transaction.LoadAsync(message.Secret),
            ScheduleTriggers.Drift, "A revoked key was accepted again by the server.", grace: null, message.OccurredAt,
            message.FindingId);
    }
}

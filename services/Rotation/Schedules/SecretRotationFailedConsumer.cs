using PenguinMails.Contracts.Messages;
using PenguinMails.Postgres;
using PenguinMails.Rotation.Policies;
using PenguinMails.ServiceDefaults;

namespace PenguinMails.Rotation.Schedules;

/// <summary>A rotation that this service asked for failed: it is tried again, later each time.</summary>
internal sealed class SecretRotationFailedConsumer(
    Database database, RotationPolicies policies, Announcements announcements, TimeProvider time)
    : InboxConsumer<SecretRotationFailed>(database)
{
    protected override async Task HandleAsync(SecretRotationFailed message, DatabaseTransaction transaction)
    {
        if (message.TriggeredBy != Triggers.Automated)
        {
            return;
        }

        await transaction.LockTenantAsync(message.Secret.TenantId);
        var secret = await transaction.LoadAsync(message.Secret);
        if (secret.Fail(policies.For(message.Secret.Type), time.GetUtcNow()))
        {
            await announcements.SaveDecisionAsync(transaction, secret, message.Code);
        }
    }
}

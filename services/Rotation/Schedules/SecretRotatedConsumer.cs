using PenguinMails.Contracts.Messages;
using PenguinMails.Postgres;
using PenguinMails.Rotation.GracePeriods;
using PenguinMails.Rotation.Policies;
using PenguinMails.ServiceDefaults;

namespace PenguinMails.Rotation.Schedules;

/// <summary>A new version: its interval begins, and so does the grace period of the one it replaced.</summary>
internal sealed class SecretRotatedConsumer(Database database, RotationPolicies policies, Announcements announcements, TimeProvider time)
    : InboxConsumer<SecretRotated>(database)
{
    protected override async Task HandleAsync(SecretRotated message, DatabaseTransaction transaction)
    {
        if (message.OccurredAt <= await transaction.LockTenantAsync(message.Secret.TenantId))
        {
            return;
        }

        var secret = await transaction.LoadAsync(message.Secret);
        var policy = policies.For(message.Secret.Type);
        if (secret.Renew(message.VersionId, message.PreviousVersionId, message.OccurredAt, policy, time.GetUtcNow()))
        {
            await announcements.SaveDecisionAsync(transaction, secret);
        }

        // Also when the event is late: the grace period of that version ends all the same.
        if (!(message.OccurredAt <= secret.EndedAt))
        {
            await transaction.BeginGracePeriodAsync(message);
        }
    }
}

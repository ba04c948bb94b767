using PenguinMails.Identity.Notifications;

namespace PenguinMails.Identity.Deliveries;

/// <summary>Sends due messages.</summary>
internal sealed class MessageWorkers(
    IEnumerable<IMessageChannel> channels, MessageLeases leases, MessageAttempt attempt, ChangeNotices notices, MigrationsDone migrations,
    IOptions<NotificationOptions> options, TimeProvider time, ILogger<MessageWorkers> log)
    : ChannelWorkers<IMessageChannel>(channels, notices, MessageTable.Due, options.Value.Workers, migrations, time, log)
{
    protected override async Task<bool> DeliverNextAsync(IMessageChannel channel, CancellationToken cancellationToken)
    {
        if (await leases.ClaimAsync(channel.Name, cancellationToken) is not { } message)
        {
            return false;
        }

        await attempt.MakeAsync(channel, message, cancellationToken);
        return true;
    }
}

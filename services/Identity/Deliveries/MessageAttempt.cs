using System.Diagnostics.Metrics;
using PenguinMails.Identity.Notifications;

namespace PenguinMails.Identity.Deliveries;

/// <summary>Sends one message once and records the outcome.</summary>
internal sealed class MessageAttempt(MessageLeases leases, Database database, IOptions<NotificationOptions> options, ILogger<MessageAttempt> log)
{
    private static readonly Meter Meter = new("PenguinMails.Identity.Deliveries");

    private static readonly Counter<long> Attempts =
        Meter.CreateCounter<long>("penguinmails.notifications.deliveries", "{attempt}", "Attempts to deliver a notification, by channel and outcome");

    public async Task MakeAsync(IMessageChannel channel, DueMessage message, CancellationToken cancellationToken)
    {
        switch (await SendAsync(channel, message, cancellationToken))
        {
            case DeliveryOutcome.Delivered:
                await leases.DeliveredAsync(channel.Name, message, cancellationToken);
                Count(channel, "delivered");
                Log.Delivered(log, message.MessageId, channel.Name);
                break;
            case DeliveryOutcome.Refused refused:
                await leases.FailedAsync(channel.Name, message, refused.Reason, cancellationToken);
                Count(channel, "failed");
                Log.Failed(log, message.MessageId, channel.Name, refused.Reason);
                break;
            case DeliveryOutcome.Unavailable unavailable:
                await RetryLaterAsync(channel, message, unavailable, cancellationToken);
                break;
        }
    }

    private async Task<DeliveryOutcome> SendAsync(IMessageChannel channel, DueMessage message, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(options.Value.Timeout);
        try
        {
            var notices = await database.ReadAsync(read => read.NoticesOfAsync(message.MessageId), cancellationToken);
            return await channel.SendAsync(message, notices, limit.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new DeliveryOutcome.Unavailable($"The receiver did not answer within {options.Value.Timeout.TotalSeconds:0.#} s.");
        }
        catch (Exception failure) when (failure is VaultUnavailableException or VaultRefusedException)
        {
            return new DeliveryOutcome.Unavailable("The message's secret cannot be read in Vault.");
        }
    }

    private async Task RetryLaterAsync(IMessageChannel channel, DueMessage message, DeliveryOutcome.Unavailable outcome, CancellationToken cancellationToken)
    {
        var wait = RetrySchedule.Wait(options.Value.FirstRetry, options.Value.LongestRetry, message.Attempts, outcome.After, Random.Shared.NextDouble());
        var isTriedAgain = await leases.RetryLaterAsync(channel.Name, message, outcome.Reason, wait, cancellationToken);
        Count(channel, isTriedAgain ? "waits" : "failed");
        if (isTriedAgain)
        {
            Log.Waits(log, message.MessageId, channel.Name, message.Attempts, wait, outcome.Reason);
        }
        else
        {
            Log.Failed(log, message.MessageId, channel.Name, outcome.Reason);
        }
    }

    private static void Count(IMessageChannel channel, string outcome) => Attempts.Add(1, new("channel", channel.Name), new("outcome", outcome));
}

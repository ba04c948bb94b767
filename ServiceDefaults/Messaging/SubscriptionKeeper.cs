using PenguinMails.Workers;
using RabbitMQ.Client.Exceptions;

namespace PenguinMails.ServiceDefaults;

/// <summary>
/// Binds the service's queue to its events again and again. MassTransit does it when it connects: a binding that somebody deletes at the broker would be
/// gone until then, and the service would hear nothing without knowing.
/// </summary>
internal sealed class SubscriptionKeeper(
    Subscription subscription, BrokerChannels channels, IOptions<MessagingOptions> options, TimeProvider time, ILogger<SubscriptionKeeper> log)
    : BackgroundWorker(time, log)
{
    private const ushort NotFound = 404;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    protected override async Task<NextRun> RunOnceAsync(CancellationToken stoppingToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
        limit.CancelAfter(Patience);
        try
        {
            await using var channel = await channels.OpenAsync(limit.Token);
            foreach (var source in subscription.Exchanges)
            {
                await channel.ExchangeBindAsync(subscription.Queue, source, "", cancellationToken: limit.Token);
            }

            await channel.QueueBindAsync(subscription.Queue, subscription.Queue, "", cancellationToken: limit.Token);
        }
        catch (OperationInterruptedException failure) when (failure.ShutdownReason?.ReplyCode == NotFound)
        {
            // MassTransit has not declared queue and exchanges yet, or declares them again: the broker tells it when a queue is deleted.
        }

        return NextRun.After(options.Value.BindingInterval);
    }

    protected override bool IsTransient(Exception failure) =>
        failure is RabbitMQClientException or IOException or TimeoutException or OperationCanceledException or System.Net.Sockets.SocketException;
}

/// <summary>What a service hears of.</summary>
/// <param name="Queue">Its queue, and the exchange of that name.</param>
/// <param name="Exchanges">The exchanges of its events.</param>
internal sealed record Subscription(string Queue, IReadOnlyList<string> Exchanges);

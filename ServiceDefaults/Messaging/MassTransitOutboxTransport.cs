using MassTransit;

namespace PenguinMails.ServiceDefaults;

/// <summary>Delivers outbox messages through MassTransit, which waits for RabbitMQ's publisher confirm.</summary>
/// <param name="bus">The bus.</param>
/// <param name="time">The clock.</param>
/// <param name="account">The account at the broker, stated in every message: the broker refuses any other name, and consumers go by it.</param>
internal sealed class MassTransitOutboxTransport(IBus bus, TimeProvider time, BrokerAccount account) : IOutboxTransport
{
    /// <summary>After this time a send that never ended is taken for lost.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    private volatile Pending? _pending;

    /// <summary>How long the broker has not confirmed the message that is being sent; null when none is.</summary>
    public TimeSpan? UnconfirmedFor => _pending is { Send.IsCompleted: false } pending ? time.GetElapsedTime(pending.Since) : null;

    /// <remarks>
    /// A send is never cancelled: what it has begun on the channel may still happen, and sending anew would send twice. The caller
    /// stops waiting instead, and when it comes again with the same message it goes on waiting for the same send.
    /// </remarks>
    public async Task DeliverAsync(OutboxMessage message, CancellationToken cancellationToken)
    {
        if (_pending is not { } pending || pending.MessageId != message.MessageId || time.GetElapsedTime(pending.Since) > Patience)
        {
            _pending = pending = new Pending(message.MessageId, time.GetTimestamp(), SendAsync(message));
        }

        try
        {
            await pending.Send.WaitAsync(cancellationToken);
        }
        finally
        {
            if (pending.Send.IsCompleted)
            {
                _pending = null;
            }
        }
    }

    private async Task SendAsync(OutboxMessage message)
    {
        var body = MessageJson.Deserialize(message.MessageType, message.Body);
        var mandatory = body.GetType().GetCustomAttribute<NeedsSubscriberAttribute>() is not null;
        var pipe = Pipe.Execute<SendContext>(context =>
        {
            context.MessageId = message.MessageId;
            if ((Activity.Current?.Id ?? message.TraceParent) is { } trace)
            {
                // For subscribers that know W3C trace context alone; MassTransit has a header of its own.
                context.Headers.Set("traceparent", trace);
            }

            if (context.TryGetPayload<RabbitMqSendContext>(out var rabbit))
            {
                rabbit.Mandatory = mandatory;
                rabbit.BasicProperties.UserId = account.Name;
            }
        });
        try
        {
            if (message.Destination is { } queue)
            {
                // The exchange of the queue's name: the queue itself is declared by its owner alone.
                var endpoint = await bus.GetSendEndpoint(new Uri("exchange:" + queue));
                await endpoint.Send(body, body.GetType(), pipe);
            }
            else
            {
                await bus.Publish(body, body.GetType(), pipe);
            }
        }
        catch (MessageReturnedException returned)
        {
            throw new UndeliverableMessageException("No queue takes it yet.", returned);
        }
    }

    private sealed record Pending(Guid MessageId, long Since, Task Send);
}

/// <summary>The service's account at the broker.</summary>
internal sealed record BrokerAccount(string Name)
{
    public static BrokerAccount Of(Uri broker) => new(Uri.UnescapeDataString(broker.UserInfo.Split(':')[0]));
}

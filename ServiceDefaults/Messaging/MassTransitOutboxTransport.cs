using System.Reflection;
using MassTransit;
using PenguinMails.Contracts.Messages;
using PenguinMails.Postgres;

namespace PenguinMails.ServiceDefaults;

/// <summary>Delivers outbox messages through MassTransit, which waits for RabbitMQ's publisher confirm.</summary>
internal sealed class MassTransitOutboxTransport(IBus bus) : IOutboxTransport
{
    public async Task DeliverAsync(OutboxMessage message, CancellationToken cancellationToken)
    {
        var body = MessageJson.Deserialize(message.MessageType, message.Body);
        var mandatory = body.GetType().GetCustomAttribute<NeedsSubscriberAttribute>() is not null;
        var pipe = Pipe.Execute<SendContext>(context =>
        {
            context.MessageId = message.MessageId;
            if (context.TryGetPayload<RabbitMqSendContext>(out var rabbit))
            {
                rabbit.Mandatory = mandatory;
            }
        });
        try
        {
            if (message.Destination is { } queue)
            {
                // The exchange of the queue's name: the queue itself is declared by its owner alone.
                var endpoint = await bus.GetSendEndpoint(new Uri("exchange:" + queue));
                await endpoint.Send(body, body.GetType(), pipe, cancellationToken);
            }
            else
            {
                await bus.Publish(body, body.GetType(), pipe, cancellationToken);
            }
        }
        catch (MessageReturnedException returned)
        {
            throw new UnroutableMessageException(message.MessageType, returned);
        }
    }
}

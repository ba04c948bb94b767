using MassTransit;
using MassTransit.RabbitMqTransport;
using MassTransit.Transports;
using RabbitMQ.Client;

namespace PenguinMails.ServiceDefaults;

/// <summary>
/// Moves a message that cannot be handled to the queue's <c>_error</c> queue, its body as it was, with the reason in its headers. In place of
/// MassTransit's own move, which repeats the sender's name (<c>user_id</c>): the broker lets no account state another's, closes the
/// channel over it, and the message comes back for ever.
/// </summary>
internal sealed class SetAsideTransport(string queue, BrokerAccount account, TimeProvider time) : IErrorTransport, IDeadLetterTransport
{
    private const int MaxReason = 1000;

    public Task Send(ExceptionReceiveContext context) => MoveAsync(context, context.Exception.GetType().Name, context.Exception.Message);

    /// <summary>The same for a message that no consumer of the queue takes.</summary>
    public Task Send(ReceiveContext context, string? reason) => MoveAsync(context, "NoConsumer", reason ?? "");

    private async Task MoveAsync(ReceiveContext context, string kind, string reason)
    {
        var delivery = context.GetPayload<RabbitMqBasicConsumeContext>();
        var channel = context.GetPayload<ChannelContext>();
        var target = SetAsideQueues.ErrorQueueOf(queue);
        await channel.Channel.ExchangeDeclareAsync(target, ExchangeType.Fanout, durable: true, cancellationToken: context.CancellationToken);
        await channel.Channel.QueueDeclareAsync(
            target, durable: true, exclusive: false, autoDelete: false, new Dictionary<string, object?>(StringComparer.Ordinal) { ["x-queue-type"] = "quorum" },
            cancellationToken: context.CancellationToken);
        await channel.Channel.QueueBindAsync(target, target, "", cancellationToken: context.CancellationToken);
        await channel.BasicPublishAsync(
            target, "", mandatory: true, PropertiesOf(delivery.Properties, kind, reason), context.GetBody(), awaitAck: true, context.CancellationToken);
    }

    private BasicProperties PropertiesOf(IReadOnlyBasicProperties original, string kind, string reason) => CarriedProperties.Of(
        original,
        [
            new(SetAsideHeaders.Kind, kind),
            new(SetAsideHeaders.Reason, reason.Length > MaxReason ? reason[..MaxReason] : reason),
            new(SetAsideHeaders.SentBy, SetAsideHeaders.SenderOf(original, account) ?? ""),
            new(SetAsideHeaders.At, time.GetUtcNow().ToString("O")),
        ]);
}

/// <summary>Gives every message that comes in this way of being set aside.</summary>
internal sealed class SetAsideFilter(SetAsideTransport transport) : IFilter<ReceiveContext>
{
    public Task Send(ReceiveContext context, IPipe<ReceiveContext> next)
    {
        context.AddOrUpdatePayload<IErrorTransport>(() => transport, _ => transport);
        context.AddOrUpdatePayload<IDeadLetterTransport>(() => transport, _ => transport);
        return next.Send(context);
    }

    public void Probe(ProbeContext context) => context.CreateFilterScope("setAside");
}

/// <summary>Sets a message aside, and does nothing that the message asks for.</summary>
internal sealed class SetAsideErrorFilter : IFilter<ExceptionReceiveContext>
{
    public async Task Send(ExceptionReceiveContext context, IPipe<ExceptionReceiveContext> next)
    {
        if (!context.IsFaulted)
        {
            await context.NotifyFaulted(context.Exception); // or it would be set aside again, as one that nobody took
        }

        await context.GetPayload<IErrorTransport>().Send(context);
        await next.Send(context);
    }

    public void Probe(ProbeContext context) => context.CreateFilterScope("setAsideError");
}

using MassTransit;

namespace PenguinMails.ServiceDefaults;

/// <summary>
/// Refuses a message that its sender may not send; RabbitMQ has verified the account that the message names as its sender. The message
/// goes to the queue's <c>_error</c> queue as evidence, and an alert is raised. The filter is one of the endpoint, because filters of a
/// message type do not see the messages of batches.
/// </summary>
/// <remarks>
/// A message that no consumer of the queue could take passes and is set aside as such: that is what a newer version's messages look like to an
/// instance that has not been replaced yet.
/// </remarks>
internal sealed class SenderFilter(
    string queue, IReadOnlyCollection<Type> taken, SenderRules rules, BrokerAccount account, IServiceProvider services) : IFilter<ConsumeContext>
{
    private const string AlertKind = "messaging.forged";
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    public async Task Send(ConsumeContext context, IPipe<ConsumeContext> next)
    {
        var delivery = context.ReceiveContext.GetPayload<RabbitMqBasicConsumeContext>();
        var sender = SetAsideHeaders.SenderOf(delivery.Properties, account);
        try
        {
            Check(context, delivery, sender);
        }
        catch (ForgedMessageException forged)
        {
            await RaiseAsync(forged.Message, sender, context.CancellationToken);
            throw;
        }

        var verified = new VerifiedSender(sender ?? "");
        context.ReceiveContext.AddOrUpdatePayload(() => verified, _ => verified);
        await next.Send(context);
    }

    public void Probe(ProbeContext context) => context.CreateFilterScope("sender");

    private void Check(ConsumeContext context, RabbitMqBasicConsumeContext delivery, string? sender)
    {
        if (ContractMessages.Of(context) is not { } contract)
        {
            return;
        }

        Refuse(rules.Refusal(contract.Type, sender));
        if (!taken.Contains(contract.Type))
        {
            return;
        }

        // Any exchange that is bound to the queue brings whatever is sent to it. What the service puts back it sends to its queue.
        var isPutBack = delivery.Exchange == queue && delivery.Properties.UserId == account.Name;
        Refuse(delivery.Exchange == contract.ExchangeTo(queue) || isPutBack
            ? null
            : $"'{sender}' sent a message of type {contract.Type.Name} to '{delivery.Exchange}', which is not for that type.");
        // MassTransit would send there, with the rights of this service, that the message could not be handled.
        Refuse(context.FaultAddress is null && context.ResponseAddress is null && context.RequestId is null
            ? null
            : $"'{sender}' sent a message of type {contract.Type.Name} that asks for an answer, as no service does.");
        var message = contract.Read(context) ?? throw new ForgedMessageException($"'{sender}' sent an empty message of type {contract.Type.Name}.");
        MessageShape.Check(message);
        Refuse(rules.Refusal(message, sender));
    }

    private static void Refuse(string? refusal)
    {
        if (refusal is not null)
        {
            throw new ForgedMessageException(refusal);
        }
    }

    private async Task RaiseAsync(string refusal, string? sender, CancellationToken cancellationToken)
    {
        var alert = new AlertRaised(
            Guid.CreateVersion7(),
            AlertKind,
            AlertSeverities.Critical,
            $"{AlertKind}/{queue}/{sender}",
            TenantId: null,
            Secret: null,
            $"{refusal} It was refused and set aside in {SetAsideQueues.ErrorQueueOf(queue)}.",
            "Find out who uses that account of the broker, change its password, and look at the messages set aside.",
            Activity.Current?.TraceId.ToString(),
            services.GetRequiredService<TimeProvider>().GetUtcNow());
        while (true)
        {
            try
            {
                await services.GetRequiredService<Database>().InTransactionAsync(transaction => transaction.PublishAsync(alert), cancellationToken);
                return;
            }
            catch (Exception failure) when (failure.IsPostgresAway())
            {
                await Task.Delay(Pause, cancellationToken); // the message waits with it: neither is lost
            }
        }
    }
}

/// <summary>The message's sender may not send it.</summary>
internal sealed class ForgedMessageException(string message) : Exception(message);

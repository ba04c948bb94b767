using MassTransit;

namespace PenguinMails.ServiceDefaults;

/// <summary>
/// Refuses a message that its sender may not send; RabbitMQ has verified the account that the message names as its sender. The message
/// goes to the queue's <c>_error</c> queue as evidence, and an alert is raised. The filter is one of the endpoint, because filters of a
/// message type do not see the messages of batches.
/// </summary>
internal sealed class SenderFilter(string queue, SenderRules rules, BrokerAccount account, IServiceProvider services) : IFilter<ConsumeContext>
{
    private const string AlertKind = "messaging.forged";
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    public async Task Send(ConsumeContext context, IPipe<ConsumeContext> next)
    {
        var sender = context.ReceiveContext.TryGetPayload<RabbitMqBasicConsumeContext>(out var delivery)
            ? SetAsideHeaders.SenderOf(delivery.Properties, account)
            : null;
        foreach (var message in ContractMessages.In(context))
        {
            if (rules.Refusal(message, sender) is { } refusal)
            {
                await RaiseAsync(refusal, sender, context.CancellationToken);
                throw new ForgedMessageException(refusal);
            }
        }

        await next.Send(context);
    }

    public void Probe(ProbeContext context) => context.CreateFilterScope("sender");

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

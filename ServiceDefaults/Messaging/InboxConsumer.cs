using MassTransit;

namespace PenguinMails.ServiceDefaults;

/// <summary>Handles each message once, in the transaction that records its id, and knows who sent it.</summary>
public abstract class SenderInboxConsumer<TMessage>(Database database) : IConsumer<TMessage>
    where TMessage : class
{
    public Task Consume(ConsumeContext<TMessage> context) => database.OnceAsync(
        context.MessageId ?? throw new InvalidOperationException("A message without an id cannot be recognised when it is repeated."),
        GetType().Name,
        transaction => HandleAsync(context.Message, VerifiedSender.Of(context).Name, transaction),
        context.CancellationToken);

    /// <summary>The message's effect. Everything it changes and sends goes through <paramref name="transaction"/>.</summary>
    protected abstract Task HandleAsync(TMessage message, string sender, DatabaseTransaction transaction);
}

/// <summary>Handles each message once, in the transaction that records its id.</summary>
public abstract class InboxConsumer<TMessage>(Database database) : SenderInboxConsumer<TMessage>(database)
    where TMessage : class
{
    protected sealed override Task HandleAsync(TMessage message, string sender, DatabaseTransaction transaction) => HandleAsync(message, transaction);

    /// <inheritdoc cref="SenderInboxConsumer{TMessage}.HandleAsync"/>
    protected abstract Task HandleAsync(TMessage message, DatabaseTransaction transaction);
}

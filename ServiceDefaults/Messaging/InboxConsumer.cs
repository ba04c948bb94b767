using MassTransit;

namespace PenguinMails.ServiceDefaults;

/// <summary>Handles each message once, in the transaction that records its id.</summary>
public abstract class InboxConsumer<TMessage>(Database database) : IConsumer<TMessage>
    where TMessage : class
{
    public Task Consume(ConsumeContext<TMessage> context) =>
        database.OnceAsync(context, GetType().Name, transaction => HandleAsync(context.Message, transaction));

    /// <summary>The message's effect. Everything it changes and sends goes through <paramref name="transaction"/>.</summary>
    protected abstract Task HandleAsync(TMessage message, DatabaseTransaction transaction);
}

/// <summary>Handles each message once, in the transaction that records its id, and knows who sent it.</summary>
public abstract class SenderInboxConsumer<TMessage>(Database database) : IConsumer<TMessage>
    where TMessage : class
{
    public Task Consume(ConsumeContext<TMessage> context) =>
        database.OnceAsync(context, GetType().Name, transaction => HandleAsync(context.Message, VerifiedSender.Of(context).Name, transaction));

    /// <inheritdoc cref="InboxConsumer{TMessage}.HandleAsync"/>
    protected abstract Task HandleAsync(TMessage message, string sender, DatabaseTransaction transaction);
}

internal static class InboxExtensions
{
    public static Task OnceAsync(this Database database, ConsumeContext context, string consumer, Func<DatabaseTransaction, Task> handle) => database.OnceAsync(
        context.MessageId ?? throw new InvalidOperationException("A message without an id cannot be recognised when it is repeated."),
        consumer,
        handle,
        context.CancellationToken);
}

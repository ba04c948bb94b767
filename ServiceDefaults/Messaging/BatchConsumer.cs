using MassTransit;
using MassTransit.Middleware.Rescue;
using MassTransit.Transports;

namespace PenguinMails.ServiceDefaults;

/// <summary>
/// Handles messages together and, when that fails, each by itself: one that cannot be handled is set aside, and takes none of the others with it.
/// </summary>
public abstract class BatchConsumer<TMessage> : IConsumer<Batch<TMessage>>
    where TMessage : class
{
    public async Task Consume(ConsumeContext<Batch<TMessage>> context)
    {
        try
        {
            await HandleAsync([.. context.Message.Select(item => item.Message)], context.CancellationToken);
        }
        catch (Exception failure) when (context.Message.Length > 1 && IsOfAMessage(failure))
        {
            await HandleEachAsync(context);
        }
    }

    /// <summary>The messages' effect. It is all or nothing, and nothing more when a message comes again.</summary>
    protected abstract Task HandleAsync(IReadOnlyList<TMessage> messages, CancellationToken cancellationToken);

    private async Task HandleEachAsync(ConsumeContext<Batch<TMessage>> context)
    {
        var failed = new List<(ConsumeContext<TMessage> Item, Exception Failure)>();
        foreach (var item in context.Message)
        {
            try
            {
                await HandleAsync([item.Message], context.CancellationToken);
            }
            catch (Exception failure) when (IsOfAMessage(failure))
            {
                failed.Add((item, failure));
            }
        }

        // An exception would set the whole batch aside, so each failed message is moved alone. Done last: a failure before this point retries the whole batch.
        foreach (var (item, failure) in failed)
        {
            await item.ReceiveContext.GetPayload<IErrorTransport>().Send(new RescueExceptionReceiveContext(item.ReceiveContext, failure));
        }
    }

    // A database that is away and a cancellation are no fault of a message.
    private static bool IsOfAMessage(Exception failure) => failure is not (ConsumerCanceledException or OperationCanceledException) && !failure.IsPostgresAway();
}

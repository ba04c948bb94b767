namespace PenguinMails.Postgres;

/// <summary>Carries one message to the broker. Completes only when the broker has confirmed it.</summary>
public interface IOutboxTransport
{
    /// <exception cref="UndeliverableMessageException">This message must wait; others can be delivered.</exception>
    Task DeliverAsync(OutboxMessage message, CancellationToken cancellationToken);
}

/// <summary>A message as it waits in the outbox.</summary>
/// <param name="Sequence">Its place in the order of delivery.</param>
/// <param name="MessageId">Its id on the broker; consumers recognise repeats by it.</param>
/// <param name="MessageType">Full name of a type in PenguinMails.Contracts.</param>
/// <param name="Destination">The queue of a command; null for events.</param>
/// <param name="Body">The message as JSON.</param>
/// <param name="TraceParent">W3C trace context of the transaction that wrote it.</param>
/// <param name="Epoch">Of the numbers of its audit records; null when they have none yet.</param>
/// <param name="FirstNumber">Of the first of them.</param>
public sealed record OutboxMessage(
    long Sequence, Guid MessageId, string MessageType, string? Destination, string Body, string? TraceParent, Guid? Epoch = null, long? FirstNumber = null);

/// <summary>The message cannot be delivered now even though the broker is up: it has no queue yet, or its type is unknown to this version.</summary>
public sealed class UndeliverableMessageException(string message, Exception? inner = null) : Exception(message, inner);

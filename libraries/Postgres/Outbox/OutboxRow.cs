namespace PenguinMails.Postgres;

/// <summary>A message as a transaction writes it; its properties are the parameters of <see cref="Insert"/>.</summary>
public sealed record OutboxRow(Guid MessageId, string MessageType, string? Destination, string Body, string? TraceParent)
{
    /// <summary>Without an end: a condition may follow, for a statement that also says whether there is something to send.</summary>
    public const string Insert =
        """
        insert into outbox_message (message_id, message_type, destination, body, trace_parent)
        select @MessageId, @MessageType, @Destination, @Body, @TraceParent
        """;

    /// <param name="message">An event or a command.</param>
    /// <param name="destination">The queue of a command; null for events.</param>
    public static OutboxRow Of(object message, string? destination = null) => new(
        Guid.CreateVersion7(), MessageJson.NameOf(message.GetType()), destination, MessageJson.Serialize(message), Activity.Current?.Id);
}

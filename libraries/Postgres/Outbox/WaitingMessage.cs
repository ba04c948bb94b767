using PenguinMails.Contracts.Messages;

namespace PenguinMails.Postgres;

/// <summary>A message of the outbox with the audit records that it holds.</summary>
/// <param name="Message">The message.</param>
/// <param name="Records">Empty when it holds none, or none that this version can read: then it waits alone, without numbers.</param>
internal sealed record WaitingMessage(OutboxMessage Message, IReadOnlyList<AuditRecorded> Records)
{
    public static readonly string Single = MessageJson.NameOf(typeof(AuditRecorded));
    public static readonly string Together = MessageJson.NameOf(typeof(AuditRecordedTogether));

    public bool NeedsNumbers => Records.Count > 0 && Message.FirstNumber is null;

    public static WaitingMessage Of(OutboxMessage message) =>
        new WaitingMessage(message, RecordsOf(message)).Numbered(message.Epoch, message.FirstNumber);

    /// <summary>The same with the numbers of its records in it.</summary>
    public WaitingMessage Numbered(Guid? epoch, long? first)
    {
        if (epoch is null || first is null || Records.Count == 0)
        {
            return this;
        }

        var records = Records.Select((record, index) => record with { Position = new ProducerPosition(epoch.Value, first.Value + index) }).ToList();
        var body = Message.MessageType == Single
            ? MessageJson.Serialize(records[0])
            : MessageJson.Serialize(new AuditRecordedTogether(records[^1].OccurredAt, records));
        return new WaitingMessage(Message with { Body = body, Epoch = epoch, FirstNumber = first }, records);
    }

    private static IReadOnlyList<AuditRecorded> RecordsOf(OutboxMessage message)
    {
        try
        {
            return message.MessageType == Single ? [(AuditRecorded)MessageJson.Deserialize(Single, message.Body)]
                : message.MessageType == Together ? ((AuditRecordedTogether)MessageJson.Deserialize(Together, message.Body)).Records
                : [];
        }
        catch (UndeliverableMessageException)
        {
            return [];
        }
    }
}

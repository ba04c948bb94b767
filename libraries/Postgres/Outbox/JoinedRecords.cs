using PenguinMails.Contracts.Messages;

namespace PenguinMails.Postgres;

/// <summary>
/// Audit records that wait beside each other in the outbox travel as one message: a message each would cost the broker and the ledger
/// more than what they record.
/// </summary>
internal static class JoinedRecords
{
    /// <summary>Of the bodies of one message, some hundred records: a consumer holds many messages at once.</summary>
    private const int MostCharacters = 64 * 1024;

    private const int IdSize = 16;

    /// <summary>The batch in its order, as what is delivered together. All but records is alone.</summary>
    public static IEnumerable<Run> RunsOf(IEnumerable<WaitingMessage> batch)
    {
        Run? open = null;
        foreach (var message in batch)
        {
            var next = new Run(message.Message, message.Records);
            if (open?.TryAdd(next) == true)
            {
                continue;
            }

            if (open is not null)
            {
                yield return open;
            }

            open = next;
        }

        if (open is not null)
        {
            yield return open;
        }
    }

    /// <summary>Messages of the outbox that are delivered as one.</summary>
    internal sealed class Run(OutboxMessage first, IReadOnlyList<AuditRecorded> records)
    {
        private readonly List<OutboxMessage> _messages = [first];
        private readonly List<AuditRecorded> _records = [.. records];
        private string? _trace = SampledTraceOf(first);
        private int _characters = first.Body.Length;

        public IReadOnlyList<OutboxMessage> Messages => _messages;

        /// <summary>What the broker gets. Its id is of exactly these messages: a repetition has the same one, any other run another.</summary>
        public OutboxMessage Joined => _messages.Count == 1
            ? first
            : new OutboxMessage(
                first.Sequence,
                IdOf(_messages),
                WaitingMessage.Together,
                Destination: null,
                MessageJson.Serialize(new AuditRecordedTogether(_records[^1].OccurredAt, _records)),
                (_messages.Find(message => SampledTraceOf(message) is not null) ?? first).TraceParent);

        /// <summary>Takes the records of another; not of a second trace, or that one would lose its end.</summary>
        public bool TryAdd(Run next)
        {
            if (_records.Count == 0 || next._records.Count == 0 || _characters + next._characters > MostCharacters
                || (_trace is not null && next._trace is not null && _trace != next._trace))
            {
                return false;
            }

            _messages.AddRange(next._messages);
            _records.AddRange(next._records);
            _trace ??= next._trace;
            _characters += next._characters;
            return true;
        }

        private static string? SampledTraceOf(OutboxMessage message) =>
            ActivityContext.TryParse(message.TraceParent, null, out var context) && context.TraceFlags.HasFlag(ActivityTraceFlags.Recorded)
                ? context.TraceId.ToHexString()
                : null;

        private static Guid IdOf(List<OutboxMessage> messages)
        {
            var ids = new byte[messages.Count * IdSize];
            for (var index = 0; index < messages.Count; index++)
            {
                messages[index].MessageId.TryWriteBytes(ids.AsSpan(index * IdSize));
            }

            return new Guid(SHA256.HashData(ids).AsSpan(0, IdSize));
        }
    }
}

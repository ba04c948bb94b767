using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace PenguinMails.ServiceDefaults;

/// <summary>Reads <c>_error</c> queues.</summary>
internal sealed class SetAsideReader(BrokerChannels channels, BrokerAccount account)
{
    private const ushort NotFound = 404;

    /// <summary>What is held at a time: whoever may send to the queue decides how large messages are.</summary>
    private const int MostBytes = 32 * 1024 * 1024;

    /// <summary>How many messages wait to be looked at. Those that somebody is looking at just now are not among them.</summary>
    public async Task<uint> CountAsync(string queue, CancellationToken cancellationToken)
    {
        await using var channel = await channels.OpenAsync(cancellationToken);
        try
        {
            return await channel.MessageCountAsync(SetAsideQueues.ErrorQueueOf(queue), cancellationToken);
        }
        catch (OperationInterruptedException failure) when (failure.ShutdownReason?.ReplyCode == NotFound)
        {
            return 0; // it is made when the first message is set aside
        }
    }

    /// <summary>Shows the oldest messages to <paramref name="look"/>. Those that it does not acknowledge are in the queue again afterwards.</summary>
    /// <param name="queue">The queue that they were set aside from.</param>
    /// <param name="limit">At most so many, and fewer where they are large; one at least.</param>
    /// <param name="look">Gets them, and the channel that acknowledges them and confirms what is published on it.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<T> LookAsync<T>(
        string queue, int limit, Func<IReadOnlyList<SetAsideMessage>, IChannel, Task<T>> look, CancellationToken cancellationToken)
    {
        await using var channel = await channels.OpenAsync(cancellationToken);
        var source = SetAsideQueues.ErrorQueueOf(queue);
        var (messages, bytes) = (new List<SetAsideMessage>(), 0);
        while (messages.Count < limit && bytes < MostBytes && await channel.BasicGetAsync(source, autoAck: false, cancellationToken) is { } got)
        {
            messages.Add(SetAsideMessage.Of(got, queue, account));
            bytes += got.Body.Length;
        }

        return await look(messages, channel);
    }
}

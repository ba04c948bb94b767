using System.Text.Json;
using RabbitMQ.Client;

namespace PenguinMails.TestKit;

/// <summary>Sends messages as anybody with an account can, without MassTransit. The administrator may speak for others.</summary>
public sealed class MessageSender : IAsyncDisposable
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);
    private readonly IChannel _channel;

    private MessageSender(IConnection connection, IChannel channel)
    {
        Connection = connection;
        _channel = channel;
    }

    public IConnection Connection { get; }

    public static async Task<MessageSender> ConnectAsync(string broker)
    {
        var connection = await new ConnectionFactory { Uri = new Uri(broker) }.CreateConnectionAsync();
        return new(connection, await connection.CreateChannelAsync(
            new CreateChannelOptions(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true)));
    }

    /// <summary>Publishes an event, and returns when the broker has put it into a queue.</summary>
    /// <param name="message">The event.</param>
    /// <param name="sender">The account that it is said to come from; null: none is said.</param>
    public Task PublishAsync(object message, string? sender) => SendAsync(ExchangeOf(message.GetType()), message, sender);

    /// <summary>Sends a message to one queue, through the exchange of its name.</summary>
    public async Task SendAsync(string exchange, object message, string? sender)
    {
        var envelope = new
        {
            messageId = Guid.CreateVersion7(),
            messageType = new[] { $"urn:message:{ExchangeOf(message.GetType())}" },
            message,
        };
        var properties = new BasicProperties { ContentType = "application/vnd.masstransit+json", Persistent = true, UserId = sender };
        await _channel.BasicPublishAsync(exchange, "", mandatory: true, properties, JsonSerializer.SerializeToUtf8Bytes(envelope, Json));
    }

    public async ValueTask DisposeAsync()
    {
        await _channel.DisposeAsync();
        await Connection.DisposeAsync();
    }

    private static string ExchangeOf(Type message) => $"{message.Namespace}:{message.Name}";
}

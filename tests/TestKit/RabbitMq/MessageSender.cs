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
        var connection = await BrokerConnection.OpenAsync(broker);
        return new(connection, await connection.CreateChannelAsync(
            new CreateChannelOptions(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true)));
    }

    /// <summary>Publishes an event, and returns when the broker has put it into a queue.</summary>
    /// <param name="message">The event.</param>
    /// <param name="sender">The account that it is said to come from; null: none is said.</param>
    public Task PublishAsync(object message, string? sender) => SendAsync(ExchangeOf(message.GetType()), message, sender);

    /// <summary>Sends a message to one queue, through the exchange of its name.</summary>
    public Task SendAsync(string exchange, object message, string? sender) => SendEnvelopeAsync(
        exchange, new { messageId = Guid.CreateVersion7(), messageType = new[] { UrnOf(message.GetType()) }, message }, sender);

    /// <summary>Sends whatever envelope.</summary>
    /// <param name="headers">Of the AMQP message; null: none.</param>
    public async Task SendEnvelopeAsync(string exchange, object envelope, string? sender, IDictionary<string, object?>? headers = null)
    {
        var properties = new BasicProperties { ContentType = "application/vnd.masstransit+json", Persistent = true, UserId = sender, Headers = headers };
        await _channel.BasicPublishAsync(exchange, "", mandatory: true, properties, JsonSerializer.SerializeToUtf8Bytes(envelope, Json));
    }

    public async ValueTask DisposeAsync()
    {
        await _channel.DisposeAsync();
        await Connection.DisposeAsync();
    }

    /// <summary>The name of a message's type in envelopes.</summary>
    public static string UrnOf(Type message) => $"urn:message:{ExchangeOf(message)}";

    /// <summary>The exchange of an event.</summary>
    public static string ExchangeOf(Type message) => $"{message.Namespace}:{message.Name}";
}

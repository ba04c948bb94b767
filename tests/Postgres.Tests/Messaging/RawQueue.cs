using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;
using PenguinMails.TestKit;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace PenguinMails.Postgres.Tests.Messaging;

/// <summary>A subscriber without MassTransit and without an inbox: it sees every delivery, in the broker's order.</summary>
internal sealed class RawQueue : IAsyncDisposable
{
    private readonly ConcurrentQueue<JsonElement> _messages = [];
    private readonly ConcurrentQueue<string?> _traces = [];
    private readonly IConnection _connection;
    private readonly IChannel _channel;

    private RawQueue(IConnection connection, IChannel channel)
    {
        _connection = connection;
        _channel = channel;
    }

    /// <summary>The messages that came, without their envelopes, in order.</summary>
    public IReadOnlyList<JsonElement> Messages => [.. _messages];

    /// <summary>The fingerprints of the events that came, in order.</summary>
    public IReadOnlyList<string> Labels => [.. _messages.Select(message => message.GetProperty("fingerprint").GetString()!)];

    /// <summary>Their header <c>traceparent</c>, in the same order.</summary>
    public IReadOnlyList<string?> Traces => [.. _traces];

    /// <param name="broker">The broker's address.</param>
    /// <param name="message">The event's type, whose exchange has its name.</param>
    /// <param name="durable">Name of a queue that outlives this subscriber and the broker's process; null: one that does not.</param>
    public static Task<RawQueue> BindAsync(string broker, Type message, string? durable = null) =>
        BindAsync(broker, $"{message.Namespace}:{message.Name}", durable);

    /// <summary>The same for the commands that are sent to one queue.</summary>
    public static Task<RawQueue> BindCommandsAsync(string broker, string queue) => BindAsync(broker, queue, durable: null);

    private static async Task<RawQueue> BindAsync(string broker, string exchange, string? durable)
    {
        var connection = await BrokerConnection.OpenAsync(broker);
        var channel = await connection.CreateChannelAsync();
        await channel.ExchangeDeclareAsync(exchange, ExchangeType.Fanout, durable: true);
        var queue = durable is null
            ? await channel.QueueDeclareAsync()
            : await channel.QueueDeclareAsync(durable, durable: true, exclusive: false, autoDelete: false);
        await channel.QueueBindAsync(queue.QueueName, exchange, "");
        var raw = new RawQueue(connection, channel);
        var consumer = new AsyncEventingBasicConsumer(channel);
        consumer.ReceivedAsync += (_, delivery) =>
        {
            var trace = delivery.BasicProperties.Headers?.TryGetValue("traceparent", out var header) == true ? header : null;
            raw._traces.Enqueue(trace is byte[] bytes ? Encoding.UTF8.GetString(bytes) : (string?)trace);
            using var envelope = JsonDocument.Parse(delivery.Body);
            raw._messages.Enqueue(envelope.RootElement.GetProperty("message").Clone());
            return Task.CompletedTask;
        };
        await channel.BasicConsumeAsync(queue.QueueName, autoAck: true, consumer);
        return raw;
    }

    public async ValueTask DisposeAsync()
    {
        await _channel.DisposeAsync();
        await _connection.DisposeAsync();
    }
}

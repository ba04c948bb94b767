using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;
using RabbitMQ.Client.Exceptions;

// Subscribes to SecretRotated and prints one line for each: dotnet run -- amqp://user:password@host:port/ [queue]
if (args is not [var broker, ..])
{
    await Console.Error.WriteLineAsync("Say where the broker is: amqp://user:password@host:port/virtual-host");
    return 2;
}

const string Exchange = "PenguinMails.Contracts.Messages:SecretRotated";
var queue = args.ElementAtOrDefault(1) ?? "subscriber.secret-rotated";
try
{
    return await SubscribeAsync();
}
catch (BrokerUnreachableException failure)
{
    await Console.Error.WriteLineAsync($"No connection to the broker: {(failure.InnerException ?? failure).Message}");
    return 1;
}
catch (OperationInterruptedException failure)
{
    await Console.Error.WriteLineAsync($"The broker refuses it: {failure.ShutdownReason?.ReplyText ?? failure.Message}");
    return 1;
}

async Task<int> SubscribeAsync()
{
    await using var connection = await new ConnectionFactory { Uri = new Uri(broker) }.CreateConnectionAsync();
    await using var channel = await connection.CreateChannelAsync();

    // A queue of one's own, kept by the broker: what happens while this program is away waits in it.
    await channel.QueueDeclareAsync(
        queue, durable: true, exclusive: false, autoDelete: false, new Dictionary<string, object?> { ["x-queue-type"] = "quorum" });
    await channel.QueueBindAsync(queue, Exchange, routingKey: "");

    var seen = new HashSet<Guid>(); // a real subscriber keeps these where it keeps the effect, in the same transaction
    var consumer = new AsyncEventingBasicConsumer(channel);
    consumer.ReceivedAsync += async (_, delivery) =>
    {
        using var envelope = JsonDocument.Parse(delivery.Body);
        if (seen.Add(envelope.RootElement.GetProperty("messageId").GetGuid()))
        {
            var rotated = envelope.RootElement.GetProperty("message");
            var secret = rotated.GetProperty("secret");
            Console.WriteLine(
                $"{secret.GetProperty("type").GetString()}/{secret.GetProperty("name").GetString()} of tenant {secret.GetProperty("tenantId").GetGuid()} "
                + $"is now {rotated.GetProperty("fingerprint").GetString()}; "
                + $"{rotated.GetProperty("previousFingerprint").GetString()} works until {rotated.GetProperty("graceEndsAt").GetDateTimeOffset():O}; trace {TraceOf(delivery)}");
        }

        await channel.BasicAckAsync(delivery.DeliveryTag, multiple: false);
    };
    await channel.BasicConsumeAsync(queue, autoAck: false, consumer);
    Console.WriteLine($"Waiting in queue {queue}. Ctrl-C ends.");

    var end = new TaskCompletionSource();
    using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, End);
    using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, End);
    await end.Task;
    return 0;

    // W3C: version-trace-span-flags; absent where nothing was traced.
    static string TraceOf(BasicDeliverEventArgs delivery) =>
        delivery.BasicProperties.Headers?.TryGetValue("traceparent", out var header) == true && header is byte[] bytes
            ? Encoding.ASCII.GetString(bytes).Split('-')[1]
            : "none";

    void End(PosixSignalContext signal)
    {
        signal.Cancel = true;
        end.TrySetResult();
    }
}

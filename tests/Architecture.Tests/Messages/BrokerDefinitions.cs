using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.RegularExpressions;
using PenguinMails.Contracts;
using PenguinMails.Contracts.Messages;

namespace PenguinMails.Architecture.Tests.Messages;

/// <summary>
/// What RabbitMQ must know before the platform's services come (docs/adr/0038-broker-accounts.md): an account for each, which may touch its
/// own queues, send what is its to send and take what is its to take; the queues of messages set aside; and the limits of deliveries.
/// Generated from the contracts' attributes.
/// </summary>
internal static class BrokerDefinitions
{
    /// <summary>The account for programs outside the platform; more are made by its pattern (docs/operations/broker.md).</summary>
    public const string Subscriber = "subscriber";

    private const string VirtualHost = "/";

    // A message that has been handed out this often, and was never acknowledged, ends the process that takes it.
    private const int DeliveryLimit = 100;

    // Each look at a message set aside counts as handing it out. RabbitMQ 4 drops it after twenty unless another limit is set; 3.10 knows no way to set none.
    private const int SetAsideDeliveryLimit = 1_000_000;

    private static readonly JsonSerializerOptions Options = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Generate() => JsonSerializer.Serialize(
        new
        {
            vhosts = new[] { new { name = VirtualHost } },
            users = PlatformServices.All.Append(Subscriber).Select(name => new { name, password_hash = "", tags = Array.Empty<string>() }),
            permissions = PlatformServices.All.Select(ServicePermission).Append(SubscriberPermission()),
            policies = Queues().Select(queue => new
            {
                vhost = VirtualHost,
                name = queue,
                pattern = $"^{Regex.Escape(queue)}$",
                apply_to = "queues",
                priority = 0,
                definition = new Dictionary<string, object>
                {
                    ["delivery-limit"] = DeliveryLimit,
                    ["dead-letter-exchange"] = queue + "_error",
                    ["dead-letter-strategy"] = "at-least-once",
                    ["overflow"] = "reject-publish",
                },
            }).Append(new
            {
                vhost = VirtualHost,
                name = "set-aside",
                pattern = $"^({string.Join('|', Queues().Select(Regex.Escape))})_error$",
                apply_to = "queues",
                priority = 0,
                definition = new Dictionary<string, object> { ["delivery-limit"] = SetAsideDeliveryLimit },
            }),
            queues = Queues().Select(queue => new
            {
                name = queue + "_error",
                vhost = VirtualHost,
                durable = true,
                auto_delete = false,
                arguments = new Dictionary<string, object> { ["x-queue-type"] = "quorum" },
            }),
            // Events' exchanges too, or a subscriber could not bind before the first event.
            exchanges = Queues().Select(queue => queue + "_error").Concat(Events(_ => true).Select(ExchangeOf)).Select(name => new
            {
                name,
                vhost = VirtualHost,
                type = "fanout",
                durable = true,
                auto_delete = false,
                @internal = false,
                arguments = new { },
            }),
            bindings = Queues().Select(queue => new
            {
                source = queue + "_error",
                vhost = VirtualHost,
                destination = queue + "_error",
                destination_type = "queue",
                routing_key = "",
                arguments = new { },
            }),
        },
        Options).Replace("\"apply_to\"", "\"apply-to\"", StringComparison.Ordinal) + "\n";

    private static IEnumerable<string> Queues() => PlatformServices.All.SelectMany(QueuesOf);

    private static IEnumerable<string> QueuesOf(string service) =>
        from kind in new[] { (Name: "commands", Type: typeof(ICommand)), (Name: "events", Type: typeof(IEvent)) }
        where MessageSchemas.MessageTypes.Any(message => message.IsAssignableTo(kind.Type) && IsTakenBy(message, service))
        select $"{service}-{kind.Name}";

    private static object ServicePermission(string service)
    {
        var own = $"({string.Join('|', QueuesOf(service))})(_error)?";
        var sent = Events(message => IsSentBy(message, service));
        var taken = Events(message => IsTakenBy(message, service));
        // A command goes to the exchange of its queue's name, which each sender declares too.
        var commandQueues = MessageSchemas.MessageTypes
            .Where(message => message.IsAssignableTo(typeof(ICommand)) && IsSentBy(message, service))
            .SelectMany(TakersOf).Distinct().Select(taker => taker + "-commands");
        string[] mine = QueuesOf(service).Any() ? [own] : [];
        return Permission(
            service,
            configure: [.. mine, .. commandQueues, .. Exchanges(sent.Union(taken))],
            write: [.. mine, .. commandQueues, .. Exchanges(sent)],
            read: [.. mine, .. Exchanges(taken)]);
    }

    private static object SubscriberPermission()
    {
        var own = Regex.Escape(Subscriber + ".") + ".*";
        return Permission(
            Subscriber, [own], [own], [own, .. Exchanges(Events(message => !IsInternal(message)))]);
    }

    private static object Permission(string user, IReadOnlyList<string> configure, IReadOnlyList<string> write, IReadOnlyList<string> read) => new
    {
        user,
        vhost = VirtualHost,
        configure = Pattern(configure),
        write = Pattern(write),
        read = Pattern(read),
    };

    private static string Pattern(IReadOnlyList<string> names) => names.Count == 0 ? "^$" : $"^({string.Join('|', names)})$";

    private static IReadOnlyList<Type> Events(Func<Type, bool> predicate) =>
        [.. MessageSchemas.MessageTypes.Where(message => message.IsAssignableTo(typeof(IEvent)) && predicate(message))];

    private static string ExchangeOf(Type message) => $"{message.Namespace}:{message.Name}";

    private static IEnumerable<string> Exchanges(IEnumerable<Type> events) =>
        from message in events
        group message.Name by message.Namespace into messages
        select $"{Regex.Escape(messages.Key)}:({string.Join('|', messages.Order(StringComparer.Ordinal))})";

    private static bool IsSentBy(Type message, string service) =>
        message.GetCustomAttributes(false).OfType<SentByAttribute>().Any(sent => sent.Services.Contains(service));

    private static bool IsTakenBy(Type message, string service) => TakersOf(message).Contains(service);

    private static bool IsInternal(Type message) => message.GetCustomAttributes(false).OfType<TakenByAttribute>().Any(taken => taken.IsInternal);

    private static IEnumerable<string> TakersOf(Type message) =>
        message.GetCustomAttributes(false).OfType<TakenByAttribute>().SelectMany(taken => taken.Services);
}

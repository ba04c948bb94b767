using RabbitMQ.Client;

namespace PenguinMails.ServiceDefaults;

/// <summary>A message in an <c>_error</c> queue.</summary>
/// <param name="DeliveryTag">Acknowledges it on the channel it was read from.</param>
/// <param name="Properties">Its properties as they are.</param>
/// <param name="Body">Its body as it is.</param>
/// <param name="Sender">The account that had sent it, verified by the broker; null when none was stated.</param>
/// <param name="Kind">The type of the failure.</param>
/// <param name="Reason">The failure's words; may hold what the sender wrote.</param>
internal sealed record SetAsideMessage(
    ulong DeliveryTag, IReadOnlyBasicProperties Properties, byte[] Body, string? Sender, string Kind, string Reason)
{
    private const int HandleLength = 12;
    private const int MaxTypeName = 100;
    private const string Unreadable = "unreadable";
    private const string TypePrefix = "urn:message:";

    /// <summary>Names the message to a person, as long as it is there: the beginning of its hash.</summary>
    public string Handle => Convert.ToHexStringLower(SHA256.HashData([.. Encoding.UTF8.GetBytes(MessageId), 0, .. Body]))[..HandleLength];

    /// <summary>When it was set aside, as it is written; empty when that is not known.</summary>
    public string At => SetAsideHeaders.Text(Properties, SetAsideHeaders.At);

    /// <summary>Its sender was not allowed to send it, and an alert was raised about that.</summary>
    public bool IsForged => Kind == nameof(ForgedMessageException);

    /// <summary>The name of the message's type, as its envelope says; "unreadable" when that cannot be read.</summary>
    public string TypeName
    {
        get
        {
            try
            {
                var urn = JsonNode.Parse(Body)?["messageType"]?[0]?.GetValue<string>();
                return urn?.StartsWith(TypePrefix, StringComparison.Ordinal) == true && urn.Length <= MaxTypeName ? urn[(urn.LastIndexOf(':') + 1)..] : Unreadable;
            }
            catch (Exception failure) when (failure is JsonException or InvalidOperationException or ArgumentException or FormatException)
            {
                return Unreadable;
            }
        }
    }

    private string MessageId => Properties.MessageId ?? "";

    public static SetAsideMessage Of(BasicGetResult got, string queue, BrokerAccount account)
    {
        var properties = got.BasicProperties;
        var isDeadLetter = SetAsideHeaders.IsDeadLetter(properties, queue);
        return new SetAsideMessage(
            got.DeliveryTag, new BasicProperties(properties), got.Body.ToArray(), SetAsideHeaders.SenderOfSetAside(properties, queue, account),
            isDeadLetter ? "DeliveryLimit" : SetAsideHeaders.Text(properties, SetAsideHeaders.Kind),
            isDeadLetter ? "It was handed out too often: it ends the process that takes it." : SetAsideHeaders.Text(properties, SetAsideHeaders.Reason));
    }
}

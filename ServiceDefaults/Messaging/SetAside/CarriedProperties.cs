using RabbitMQ.Client;

namespace PenguinMails.ServiceDefaults;

/// <summary>
/// What of a message's properties goes with it when a service sends it on: what is known, and no more than a few hundred bytes of it. The rest is
/// its sender's: an expiration would end the evidence, and headers that just fit into a frame do not fit with those that are added.
/// </summary>
internal static class CarriedProperties
{
    private const int MaxHeader = 256;

    // Of a trace; and what MassTransit names a message by.
    private static readonly string[] Headers = ["traceparent", "MT-Activity-Id", "publishId"];

    /// <param name="original">The properties of a message that came.</param>
    /// <param name="added">Headers of the service's own.</param>
    public static BasicProperties Of(IReadOnlyBasicProperties original, IEnumerable<KeyValuePair<string, string>> added)
    {
        var carried = new BasicProperties
        {
            ContentType = original.ContentType,
            ContentEncoding = original.ContentEncoding,
            MessageId = original.MessageId,
            CorrelationId = original.CorrelationId,
            Persistent = true,
            Headers = new Dictionary<string, object?>(StringComparer.Ordinal),
        };
        if (original.IsTimestampPresent())
        {
            carried.Timestamp = original.Timestamp;
        }

        foreach (var name in Headers)
        {
            if (SetAsideHeaders.Text(original, name) is { Length: > 0 and <= MaxHeader } text)
            {
                carried.Headers[name] = text;
            }
        }

        foreach (var (name, value) in added)
        {
            carried.Headers[name] = value;
        }

        return carried;
    }
}

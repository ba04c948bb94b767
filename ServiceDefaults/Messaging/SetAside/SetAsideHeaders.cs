using RabbitMQ.Client;

namespace PenguinMails.ServiceDefaults;

/// <summary>What the headers of a message set aside say: why, when, and who had sent it.</summary>
internal static class SetAsideHeaders
{
    /// <summary>The type of the failure, set by <see cref="SetAsideTransport"/>.</summary>
    public const string Kind = "MT-Fault-ExceptionType";

    /// <summary>The failure's words.</summary>
    public const string Reason = "MT-Fault-Message";

    /// <summary>The account that had sent the message, as the broker verified it; empty when none was stated.</summary>
    public const string SentBy = "sent-by";

    /// <summary>When the message was set aside, UTC.</summary>
    public const string At = "set-aside-at";

    private const string Deaths = "x-death";

    /// <summary>
    /// The verified sender of a message that is handed out. The service itself puts back what was set aside, and says for whom: nobody else can send under
    /// its account.
    /// </summary>
    /// <returns>The account at the broker; null when none is stated.</returns>
    public static string? SenderOf(IReadOnlyBasicProperties properties, BrokerAccount account) =>
        properties.UserId == account.Name && properties.Headers?.ContainsKey(SentBy) == true ? NullIfEmpty(Text(properties, SentBy)) : properties.UserId;

    /// <summary>
    /// The verified sender of a message set aside. The broker dead-letters a message as it is; then its header was written by whoever sent
    /// it and counts for nothing.
    /// </summary>
    public static string? SenderOfSetAside(IReadOnlyBasicProperties properties, string queue, BrokerAccount account) =>
        IsDeadLetter(properties, queue) ? SenderOf(properties, account) : NullIfEmpty(Text(properties, SentBy));

    /// <summary>Whether the broker moved the message, because it was handed out too often.</summary>
    public static bool IsDeadLetter(IReadOnlyBasicProperties properties, string queue) =>
        properties.Headers?.TryGetValue(Deaths, out var deaths) == true
        && deaths is IEnumerable<object> all
        && all.OfType<IDictionary<string, object>>().Any(death => TextOf(death.TryGetValue("queue", out var name) ? name : null) == queue);

    public static string Text(IReadOnlyBasicProperties properties, string header) =>
        properties.Headers?.TryGetValue(header, out var value) == true ? TextOf(value) : "";

    /// <summary>The properties of a message that goes back to its queue under the service's account, for its sender.</summary>
    public static BasicProperties PutBack(IReadOnlyBasicProperties original, string? sender, BrokerAccount account)
    {
        var properties = CarriedProperties.Of(original, [new(SentBy, sender ?? "")]);
        properties.UserId = account.Name;
        return properties;
    }

    private static string TextOf(object? value) => value switch
    {
        byte[] bytes => Encoding.UTF8.GetString(bytes),
        string text => text,
        _ => "",
    };

    private static string? NullIfEmpty(string text) => text.Length == 0 ? null : text;
}

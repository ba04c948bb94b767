using System.Text.Json.Serialization;
using PenguinMails.Contracts.Messages;

namespace PenguinMails.Postgres;

/// <summary>How messages are written to the outbox. Only types of the contracts assembly can be stored or loaded.</summary>
public static class MessageJson
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    /// <summary>The stored name of a message type.</summary>
    public static string NameOf(Type type) =>
        type.Assembly == typeof(IEvent).Assembly
            ? type.FullName!
            : throw new ArgumentException($"{type} is not a message of PenguinMails.Contracts.", nameof(type));

    public static string Serialize(object message) => JsonSerializer.Serialize(message, message.GetType(), Options);

    /// <summary>The message behind a stored name and body.</summary>
    /// <exception cref="UndeliverableMessageException">This version of the contracts cannot read it; another one wrote it.</exception>
    public static object Deserialize(string typeName, string body)
    {
        var type = typeof(IEvent).Assembly.GetType(typeName)
            ?? throw new UndeliverableMessageException($"This version does not know a '{typeName}'.");
        try
        {
            return JsonSerializer.Deserialize(body, type, Options)
                ?? throw new UndeliverableMessageException($"The '{typeName}' is empty.");
        }
        catch (JsonException failure)
        {
            throw new UndeliverableMessageException($"This version cannot read the '{typeName}'.", failure);
        }
    }
}

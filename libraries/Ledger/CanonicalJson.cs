using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace PenguinMails.Ledger;

/// <summary>
/// JSON in the one form that RFC 8785 allows: members sorted by UTF-16 code units, no white space, the shortest escapes. So
/// anyone can hash a record again without this code. Numbers do not occur in records and are refused.
/// </summary>
public static class CanonicalJson
{
    /// <exception cref="ArgumentException">The element holds a number.</exception>
    public static byte[] Write(JsonElement element)
    {
        var text = new StringBuilder();
        Append(text, element);
        return Encoding.UTF8.GetBytes(text.ToString());
    }

    /// <inheritdoc cref="Write(JsonElement)"/>
    public static byte[] Write(JsonNode? node) => Write(JsonSerializer.SerializeToElement(node));

    private static void Append(StringBuilder text, JsonElement element)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                AppendAll(text, '{', element.EnumerateObject().OrderBy(member => member.Name, StringComparer.Ordinal), '}', member =>
                {
                    AppendString(text, member.Name);
                    text.Append(':');
                    Append(text, member.Value);
                });
                break;
            case JsonValueKind.Array:
                AppendAll(text, '[', element.EnumerateArray(), ']', item => Append(text, item));
                break;
            case JsonValueKind.String:
                AppendString(text, element.GetString()!);
                break;
            case JsonValueKind.True or JsonValueKind.False or JsonValueKind.Null:
                text.Append(element.GetRawText());
                break;
            default:
                throw new ArgumentException($"A record cannot hold a {element.ValueKind}.", nameof(element));
        }
    }

    private static void AppendAll<T>(StringBuilder text, char open, IEnumerable<T> items, char close, Action<T> append)
    {
        text.Append(open);
        var isFirst = true;
        foreach (var item in items)
        {
            if (!isFirst)
            {
                text.Append(',');
            }

            append(item);
            isFirst = false;
        }

        text.Append(close);
    }

    private static void AppendString(StringBuilder text, string value)
    {
        text.Append('"');
        foreach (var character in value)
        {
            _ = character switch
            {
                '"' => text.Append("\\\""),
                '\\' => text.Append(@"\\"),
                '\b' => text.Append(@"\b"),
                '\f' => text.Append(@"\f"),
                '\n' => text.Append(@"\n"),
                '\r' => text.Append(@"\r"),
                '\t' => text.Append(@"\t"),
                < ' ' => text.Append(CultureInfo.InvariantCulture, $"\\u{(int)character:x4}"),
                _ => text.Append(character),
            };
        }

        text.Append('"');
    }
}

using System.Buffers;

namespace PenguinMails.Ledger;

/// <summary>
/// JSON in the one form that RFC 8785 allows: members sorted by UTF-16 code units, no white space, the shortest escapes. So
/// anyone can hash a record again without this code. Numbers do not occur in records and are refused.
/// </summary>
public static class CanonicalJson
{
    private static readonly SearchValues<char> Escaped = SearchValues.Create([.. Enumerable.Range(0, ' ').Select(code => (char)code), '"', '\\']);

    /// <exception cref="ArgumentException">The element holds a number.</exception>
    public static byte[] Write(JsonElement element)
    {
        var output = new ArrayBufferWriter<byte>(1024);
        Append(output, element);
        return output.WrittenSpan.ToArray();
    }

    /// <inheritdoc cref="Write(JsonElement)"/>
    public static byte[] Write(JsonNode? node) => Write(JsonSerializer.SerializeToElement(node));

    /// <summary>An object of texts, nulls and objects of the same kind, in any order.</summary>
    /// <exception cref="ArgumentException">A value is something else.</exception>
    public static byte[] Write(IEnumerable<KeyValuePair<string, object?>> members)
    {
        var output = new ArrayBufferWriter<byte>(1024);
        Append(output, members);
        return output.WrittenSpan.ToArray();
    }

    private static void Append(ArrayBufferWriter<byte> output, JsonElement element)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                AppendObject(output, element.EnumerateObject().Select(member => KeyValuePair.Create(member.Name, member.Value)), Append);
                break;
            case JsonValueKind.Array:
                AppendArray(output, element);
                break;
            case JsonValueKind.String:
                AppendString(output, element.GetString());
                break;
            case JsonValueKind.True:
                output.Write("true"u8);
                break;
            case JsonValueKind.False:
                output.Write("false"u8);
                break;
            case JsonValueKind.Null:
                output.Write("null"u8);
                break;
            default:
                throw new ArgumentException($"A record cannot hold a {element.ValueKind}.", nameof(element));
        }
    }

    private static void Append(ArrayBufferWriter<byte> output, object? value)
    {
        switch (value)
        {
            case null:
                output.Write("null"u8);
                break;
            case string text:
                AppendString(output, text);
                break;
            case IEnumerable<KeyValuePair<string, object?>> members:
                AppendObject(output, members, Append);
                break;
            default:
                throw new ArgumentException($"A record cannot hold a {value.GetType().Name}.", nameof(value));
        }
    }

    private static void AppendObject<T>(
        ArrayBufferWriter<byte> output, IEnumerable<KeyValuePair<string, T>> members, Action<ArrayBufferWriter<byte>, T> append)
    {
        var sorted = members.ToArray();
        Array.Sort(sorted, (left, right) => string.CompareOrdinal(left.Key, right.Key));
        output.Write("{"u8);
        for (var index = 0; index < sorted.Length; index++)
        {
            output.Write(index > 0 ? ","u8 : default);
            AppendString(output, sorted[index].Key);
            output.Write(":"u8);
            append(output, sorted[index].Value);
        }

        output.Write("}"u8);
    }

    private static void AppendArray(ArrayBufferWriter<byte> output, JsonElement element)
    {
        output.Write("["u8);
        var isFirst = true;
        foreach (var item in element.EnumerateArray())
        {
            output.Write(isFirst ? default : ","u8);
            Append(output, item);
            isFirst = false;
        }

        output.Write("]"u8);
    }

    private static void AppendString(ArrayBufferWriter<byte> output, ReadOnlySpan<char> rest)
    {
        output.Write("\""u8);
        while (rest.IndexOfAny(Escaped) is >= 0 and var at)
        {
            Encoding.UTF8.GetBytes(rest[..at], output);
            AppendEscaped(output, rest[at]);
            rest = rest[(at + 1)..];
        }

        Encoding.UTF8.GetBytes(rest, output);
        output.Write("\""u8);
    }

    private static void AppendEscaped(ArrayBufferWriter<byte> output, char character)
    {
        switch (character)
        {
            case '"':
                output.Write("\\\""u8);
                break;
            case '\\':
                output.Write(@"\\"u8);
                break;
            case '\b':
                output.Write(@"\b"u8);
                break;
            case '\f':
                output.Write(@"\f"u8);
                break;
            case '\n':
                output.Write(@"\n"u8);
                break;
            case '\r':
                output.Write(@"\r"u8);
                break;
            case '\t':
                output.Write(@"\t"u8);
                break;
            default:
                Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"\\u{(int)character:x4}"), output);
                break;
        }
    }
}

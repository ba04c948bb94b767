using System.Buffers;
using System.Collections;
using System.Text.Json;

namespace PenguinMails.DevVault.Json;

/// <summary>Writes the values that <see cref="JsonReader"/> reads, and the .NET values that answers are made of.</summary>
internal static class JsonOutput
{
    // Answers may nest as deep as what was stored.
    private static readonly JsonWriterOptions Options = new() { MaxDepth = 20_000, SkipValidation = true };

    public static byte[] Bytes(object? value)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        Write(buffer, value);
        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>With a line feed at the end.</summary>
    public static ReadOnlyMemory<byte> Line(object? value)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        Write(buffer, value);
        buffer.Write("\n"u8);
        return buffer.WrittenMemory;
    }

    public static void Write(IBufferWriter<byte> buffer, object? value)
    {
        using var writer = new Utf8JsonWriter(buffer, Options);
        Write(writer, value);
    }

    private static void Write(Utf8JsonWriter writer, object? value)
    {
        switch (value)
        {
            case null:
                writer.WriteNullValue();
                break;
            case string text:
                writer.WriteStringValue(text);
                break;
            case bool flag:
                writer.WriteBooleanValue(flag);
                break;
            case JsonNumber number:
                writer.WriteRawValue(number.Text, skipInputValidation: true);
                break;
            case int number:
                writer.WriteNumberValue(number);
                break;
            case long number:
                writer.WriteNumberValue(number);
                break;
            case RawJson raw:
                writer.WriteRawValue(raw.Utf8.Span, skipInputValidation: true);
                break;
            case IReadOnlyDictionary<string, object?> map:
                WriteMap(writer, map);
                break;
            case IReadOnlyDictionary<string, string> map:
                WriteMap(writer, map);
                break;
            case IEnumerable items:
                WriteItems(writer, items);
                break;
            default:
                throw new InvalidOperationException($"No JSON form for {value.GetType()}.");
        }
    }

    private static void WriteMap<TValue>(Utf8JsonWriter writer, IReadOnlyDictionary<string, TValue> map)
    {
        writer.WriteStartObject();
        foreach (var (name, member) in map)
        {
            writer.WritePropertyName(name);
            Write(writer, member);
        }

        writer.WriteEndObject();
    }

    private static void WriteItems(Utf8JsonWriter writer, IEnumerable items)
    {
        writer.WriteStartArray();
        foreach (var item in items)
        {
            Write(writer, item);
        }

        writer.WriteEndArray();
    }
}

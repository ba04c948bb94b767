using System.Buffers.Text;

namespace PenguinMails.Vault.Transit;

/// <summary>Transit bodies whose plain text passes through zeroed buffers only.</summary>
internal static class TransitJson
{
    public static PlainTextContent ForPlainText(ReadOnlyMemory<byte> plainText, ReadOnlyMemory<byte> context) =>
        VaultJson.Write(writer =>
        {
            writer.WriteStartObject();
            writer.WriteBase64String("plaintext", plainText.Span);
            WriteContext(writer, context);
            writer.WriteEndObject();
        });

    public static PlainTextContent ForCipherText(string cipherText, ReadOnlyMemory<byte> context) => VaultJson.Write(writer =>
    {
        writer.WriteStartObject();
        writer.WriteString("ciphertext", cipherText);
        WriteContext(writer, context);
        writer.WriteEndObject();
    });

    /// <summary>Reads <c>{"data":{"plaintext":"Base64"}}</c> without making a string of it.</summary>
    public static PlainTextBytes ReadPlainText(HttpResponseMessage response)
    {
        try
        {
            var reader = new Utf8JsonReader(((PlainTextContent)response.Content).Memory.Span);
            while (reader.Read())
            {
                if (reader.TokenType == JsonTokenType.PropertyName && reader.CurrentDepth == 2 && reader.ValueTextEquals("plaintext"u8) && reader.Read())
                {
                    return Decode(reader);
                }
            }
        }
        catch (JsonException)
        {
            // said below
        }

        throw VaultJson.NotVault();
    }

    /// <summary>What follows <c>vault:v1:</c>.</summary>
    public static string WithoutVersion(string text) => text[(text.LastIndexOf(':') + 1)..];

    private static PlainTextBytes Decode(Utf8JsonReader reader)
    {
        var text = new byte[reader.ValueSpan.Length];
        var length = reader.CopyString(text);
        Base64.DecodeFromUtf8InPlace(text.AsSpan(0, length), out var written);
        var bytes = text.AsSpan(0, written).ToArray();
        CryptographicOperations.ZeroMemory(text);
        return new PlainTextBytes(bytes);
    }

    private static void WriteContext(Utf8JsonWriter writer, ReadOnlyMemory<byte> context)
    {
        if (!context.IsEmpty)
        {
            writer.WriteBase64String("context", context.Span);
        }
    }
}

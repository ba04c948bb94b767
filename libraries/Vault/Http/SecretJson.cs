namespace PenguinMails.Vault.Http;

/// <summary>
/// Reads a KV v2 answer without making strings of its values: <c>{"data":{"data":{…},"metadata":{"version":…,"created_time":…}}}</c>.
/// </summary>
internal static class SecretJson
{
    /// <returns>Null when the answer tells of a version without values (deleted, destroyed).</returns>
    public static PlainTextSecret? Read(HttpResponseMessage response)
    {
        PlainTextValues? values = null;
        try
        {
            var reader = new Utf8JsonReader(((PlainTextContent)response.Content).Memory.Span);
            (int Version, DateTimeOffset CreatedAt) metadata = default;
            if (!EnterProperty(ref reader, "data"))
            {
                throw VaultJson.NotVault();
            }

            Expect(ref reader, JsonTokenType.StartObject);
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                if (reader.ValueTextEquals("data"u8))
                {
                    values = ReadValues(ref reader);
                }
                else if (reader.ValueTextEquals("metadata"u8))
                {
                    metadata = ReadMetadata(ref reader);
                }
                else
                {
                    reader.Skip();
                }
            }

            return values is null ? null : new PlainTextSecret(values, metadata.Version, metadata.CreatedAt);
        }
        catch (Exception failure) when (failure is JsonException or InvalidOperationException or FormatException or ArgumentException or KeyNotFoundException)
        {
            values?.Dispose();
            throw VaultJson.NotVault();
        }
    }

    private static PlainTextValues? ReadValues(ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType == JsonTokenType.Null)
        {
            return null;
        }

        var values = new PlainTextValues();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.GetString()!;
            reader.Read();
            if (reader.TokenType == JsonTokenType.String)
            {
                // Unescaped text is never longer than its escaped form.
                var buffer = new byte[reader.ValueSpan.Length];
                values.Add(name, buffer.AsSpan(0, reader.CopyString(buffer)));
                CryptographicOperations.ZeroMemory(buffer);
            }
            else
            {
                // Written by another hand; we write text only. Shown as its JSON.
                using var foreign = JsonDocument.ParseValue(ref reader);
                values.Add(name, foreign.RootElement.GetRawText());
            }
        }

        return values;
    }

    private static (int Version, DateTimeOffset CreatedAt) ReadMetadata(ref Utf8JsonReader reader)
    {
        reader.Read();
        using var metadata = JsonDocument.ParseValue(ref reader);
        return (metadata.RootElement.GetProperty("version").GetInt32(), metadata.RootElement.GetProperty("created_time").GetDateTimeOffset());
    }

    private static bool EnterProperty(ref Utf8JsonReader reader, string name)
    {
        Expect(ref reader, JsonTokenType.StartObject);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals(name))
            {
                return true;
            }

            reader.Skip();
        }

        return false;
    }

    private static void Expect(ref Utf8JsonReader reader, JsonTokenType type)
    {
        if (!reader.Read() || reader.TokenType != type)
        {
            throw new JsonException();
        }
    }
}

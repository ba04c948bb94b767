using System.Buffers;

namespace PenguinMails.Vault.Http;

/// <summary>JSON bodies in buffers that are zeroed.</summary>
internal static class VaultJson
{
    public static PlainTextContent Content(JsonObject body) => Write(writer => body.WriteTo(writer));

    /// <summary>The body of a check-and-set write.</summary>
    public static PlainTextContent Content(PlainTextValues values, int cas) => Write(writer =>
    {
        writer.WriteStartObject();
        writer.WriteStartObject("options");
        writer.WriteNumber("cas", cas);
        writer.WriteEndObject();
        writer.WriteStartObject("data");
        foreach (var name in values.Names)
        {
            writer.WriteString(name, values.Utf8(name).Span);
        }

        writer.WriteEndObject();
        writer.WriteEndObject();
    });

    /// <summary>Reads an answer that holds nothing secret.</summary>
    /// <exception cref="VaultUnavailableException">It is not Vault's JSON.</exception>
    public static T Read<T>(HttpResponseMessage response, Func<JsonElement, T> pick)
    {
        try
        {
            using var body = JsonDocument.Parse(((PlainTextContent)response.Content).Memory);
            return pick(body.RootElement);
        }
        catch (Exception failure) when (failure is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw NotVault();
        }
    }

    public static VaultUnavailableException NotVault() => new(VaultTrouble.ServerError, mayHaveHappened: true);

    public static PlainTextContent Write(Action<Utf8JsonWriter> write)
    {
        var buffer = new ZeroingBuffer();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            write(writer);
        }

        return buffer.ToContent();
    }

    /// <summary>Grows by copying and zeroing; its final array goes to the content, which zeroes that.</summary>
    private sealed class ZeroingBuffer : IBufferWriter<byte>
    {
        private byte[] _buffer = new byte[1024];
        private int _length;

        public void Advance(int count) => _length += count;

        public Memory<byte> GetMemory(int sizeHint = 0)
        {
            var needed = _length + Math.Max(sizeHint, 1);
            if (needed > _buffer.Length)
            {
                var larger = new byte[Math.Max(needed, _buffer.Length * 2)];
                _buffer.AsSpan(0, _length).CopyTo(larger);
                System.Security.Cryptography.CryptographicOperations.ZeroMemory(_buffer);
                _buffer = larger;
            }

            return _buffer.AsMemory(_length);
        }

        public Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;

        public PlainTextContent ToContent() => new(_buffer, _length);
    }
}

using System.Buffers;
using System.Text.Encodings.Web;

namespace PenguinMails.KeyIssuance.Reveals;

/// <summary>The values that a type reveals of one version, as a JSON object of strings in a buffer that is zeroed on dispose.</summary>
public sealed class PlainTextFields : IDisposable
{
    // What the writer asks for beyond what it writes.
    private const int WriterSlack = 4096;
    private const int LongestEscape = 6;
    private const int Punctuation = 8;

    private readonly byte[] _buffer;
    private readonly int _length;

    private PlainTextFields(byte[] buffer, int length) => (_buffer, _length) = (buffer, length);

    /// <summary>The object's JSON; valid until dispose.</summary>
    public ReadOnlyMemory<byte> Json => _buffer.AsMemory(0, _length);

    /// <summary>Takes over JSON that <see cref="Json"/> gave out before.</summary>
    public static PlainTextFields Of(byte[] json) => new(json, json.Length);

    /// <exception cref="VaultRefusedException">The tenant's transit key is gone, or a value belongs to another version.</exception>
    public static async Task<PlainTextFields> OpenAsync(SecretType type, SecretMaterial material, CancellationToken cancellationToken)
    {
        using var values = new PlainTextValues();
        foreach (var name in type.RevealedValues.Where(material.Stored.Contains))
        {
            if (type.Descriptor.SealedValues.Contains(name))
            {
                using var opened = await material.OpenAsync(name, cancellationToken);
                values.Add(name, opened.Span);
            }
            else
            {
                values.Add(name, material.Stored.Utf8(name).Span);
            }
        }

        return Write(values);
    }

    public void Dispose() => CryptographicOperations.ZeroMemory(_buffer);

    public override string ToString() => "[revealed fields, redacted]";

    // The buffer is as large as it can get, so that no copy of the material is left behind by growing.
    private static PlainTextFields Write(PlainTextValues values)
    {
        var buffer = new Buffer(values.Names.Sum(name => LongestEscape * (name.Length + values.Utf8(name).Length) + Punctuation) + WriterSlack);
        using var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
        json.WriteStartObject();
        foreach (var name in values.Names)
        {
            json.WriteString(name, values.Utf8(name).Span);
        }

        json.WriteEndObject();
        json.Flush();
        return new PlainTextFields(buffer.Bytes, buffer.Written);
    }

    private sealed class Buffer(int size) : IBufferWriter<byte>
    {
        public byte[] Bytes { get; } = new byte[size];

        public int Written { get; private set; }

        public void Advance(int count) => Written += count;

        public Memory<byte> GetMemory(int sizeHint = 0) => Bytes.AsMemory(Written);

        public Span<byte> GetSpan(int sizeHint = 0) => Bytes.AsSpan(Written);
    }
}

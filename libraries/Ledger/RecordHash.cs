using System.Buffers.Binary;

namespace PenguinMails.Ledger;

/// <summary>
/// How records are chained: SHA-256 over <c>penguinmails.audit.1</c>, the chain's name, the sequence, the time of recording in
/// microseconds since 1970, the previous hash and the canonical body; texts are preceded by their length, numbers are 8 bytes, most
/// significant first. The first record's previous hash is 32 zero bytes.
/// </summary>
public static class RecordHash
{
    private const int MaxChainName = 64;

    private static ReadOnlySpan<byte> Domain => "penguinmails.audit.1"u8;

    public static byte[] Of(LedgerRecord record) =>
        Of(record.Chain, record.Sequence, record.RecordedAt, record.PreviousHash, record.Body);

    /// <summary>Whether the record's hash is the hash of what it says.</summary>
    public static bool IsRight(LedgerRecord record)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        Write(record.Chain, record.Sequence, record.RecordedAt, record.PreviousHash, record.Body, hash);
        return hash.SequenceEqual(record.Hash);
    }

    /// <exception cref="ArgumentException">The chain's name has more than 64 bytes.</exception>
    public static byte[] Of(string chain, long sequence, DateTimeOffset recordedAt, ReadOnlySpan<byte> previousHash, ReadOnlySpan<byte> body)
    {
        var hash = new byte[SHA256.HashSizeInBytes];
        Write(chain, sequence, recordedAt, previousHash, body, hash);
        return hash;
    }

    private static void Write(
        string chain, long sequence, DateTimeOffset recordedAt, ReadOnlySpan<byte> previousHash, ReadOnlySpan<byte> body, Span<byte> hash)
    {
        // In one buffer: one call to the hash is several times as fast as eight.
        var length = (6 * sizeof(long)) + Domain.Length + MaxChainName + previousHash.Length + body.Length;
        var buffer = length <= 2048 ? stackalloc byte[2048] : new byte[length];
        Span<byte> name = stackalloc byte[MaxChainName];
        if (!Encoding.UTF8.TryGetBytes(chain, name, out var nameLength))
        {
            throw new ArgumentException($"The name of a chain has at most {MaxChainName} bytes.", nameof(chain));
        }

        var writer = new Writer(buffer);
        writer.AppendWithLength(Domain);
        writer.AppendWithLength(name[..nameLength]);
        writer.Append(sequence);
        writer.Append((recordedAt - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond);
        writer.AppendWithLength(previousHash);
        writer.AppendWithLength(body);
        Sha256.Hash(writer.Written, hash);
    }

    private ref struct Writer(Span<byte> buffer)
    {
        private readonly Span<byte> _buffer = buffer;
        private int _length;

        public readonly ReadOnlySpan<byte> Written => _buffer[.._length];

        public void AppendWithLength(ReadOnlySpan<byte> bytes)
        {
            Append(bytes.Length);
            bytes.CopyTo(_buffer[_length..]);
            _length += bytes.Length;
        }

        public void Append(long number)
        {
            BinaryPrimitives.WriteInt64BigEndian(_buffer[_length..], number);
            _length += sizeof(long);
        }
    }
}

using System.Buffers.Binary;

namespace PenguinMails.Ledger;

/// <summary>Hashes texts so that no two sequences of texts look alike: each after its length.</summary>
internal static class LengthPrefixed
{
    public static void AppendWithLength(this IncrementalHash hash, ReadOnlySpan<byte> bytes)
    {
        hash.AppendNumber(bytes.Length);
        hash.AppendData(bytes);
    }

    /// <summary>8 bytes, most significant first.</summary>
    public static void AppendNumber(this IncrementalHash hash, long number)
    {
        Span<byte> bytes = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(bytes, number);
        hash.AppendData(bytes);
    }
}

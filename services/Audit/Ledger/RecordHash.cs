using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace PenguinMails.Audit.Ledger;

/// <summary>
/// How records of format 1 are chained: SHA-256 over <c>penguinmails.audit.1</c>, the chain's name, the sequence, the time of
/// recording in microseconds since 1970, the previous hash and the canonical body; texts are preceded by their length, numbers
/// are 8 bytes, most significant first. The first record's previous hash is 32 zero bytes.
/// </summary>
public static class RecordHash
{
    private const string Domain = "penguinmails.audit.1";

    public static byte[] Of(string chain, long sequence, DateTimeOffset recordedAt, byte[] previousHash, byte[] body)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Append(hash, Encoding.UTF8.GetBytes(Domain));
        Append(hash, Encoding.UTF8.GetBytes(chain));
        Append(hash, sequence);
        Append(hash, (recordedAt - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond);
        Append(hash, previousHash);
        Append(hash, body);
        return hash.GetHashAndReset();
    }

    private static void Append(IncrementalHash hash, byte[] bytes)
    {
        Append(hash, bytes.Length);
        hash.AppendData(bytes);
    }

    private static void Append(IncrementalHash hash, long number)
    {
        Span<byte> bytes = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(bytes, number);
        hash.AppendData(bytes);
    }
}

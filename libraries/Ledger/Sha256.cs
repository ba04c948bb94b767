namespace PenguinMails.Ledger;

/// <summary>SHA-256 of short texts. Each thread keeps its context: making one takes as long as hashing a link of the chain.</summary>
internal static class Sha256
{
    [ThreadStatic]
    private static IncrementalHash? _context;

    public static void Hash(ReadOnlySpan<byte> bytes, Span<byte> hash)
    {
        var context = _context ??= IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        context.AppendData(bytes);
        context.GetHashAndReset(hash);
    }
}

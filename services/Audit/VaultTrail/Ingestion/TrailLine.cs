using PenguinMails.Audit.VaultTrail.Configuration;

namespace PenguinMails.Audit.VaultTrail.Ingestion;

/// <summary>A line without its end.</summary>
/// <param name="Bytes">The line; of one that is too long, its beginning.</param>
/// <param name="Fault">Why it cannot be an entry, or null.</param>
internal readonly record struct TrailLine(ReadOnlyMemory<byte> Bytes, string? Fault = null)
{
    /// <summary>It is longer than <see cref="VaultTrailOptions.LineLimit"/>; the rest is skipped.</summary>
    public const string TooLong = "too_long";

    /// <summary>What wrote it ended before the line did.</summary>
    public const string CutOff = "cut_off";

    /// <summary>The ledger cannot keep what it says.</summary>
    public const string Refused = "refused";
}

namespace PenguinMails.Audit.Exports.Archives;

/// <summary>A month of one chain that lies in a file.</summary>
public sealed class Archive
{
    /// <summary>Its first day.</summary>
    public DateOnly Month { get; init; }

    [OneOf(typeof(LedgerChains))]
    public string Chain { get; init; } = "";

    /// <summary>JSON lines, gzip; the offline verifier reads it.</summary>
    public string File { get; init; } = "";

    /// <summary>SHA-256, hexadecimal.</summary>
    public string FileHash { get; init; } = "";

    public long FirstSequence { get; init; }
    public long LastSequence { get; init; }

    /// <summary>The checkpoint before its first record; 0: none.</summary>
    public long AfterCheckpoint { get; init; }

    public DateTimeOffset ArchivedAt { get; init; }

    /// <summary>In the database again until then; null: in the file alone.</summary>
    public DateTimeOffset? AttachedUntil { get; init; }
}

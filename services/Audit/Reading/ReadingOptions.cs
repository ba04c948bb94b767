namespace PenguinMails.Audit.Reading;

/// <summary>Section <c>Audit:Reading</c>: how much of the ledger one administrator can read without an approved export.</summary>
public sealed class ReadingOptions
{
    public const string Section = "Audit:Reading";

    /// <summary>So many different records can one person read in lists and reports within <see cref="Window"/>. Default 1,000.</summary>
    public int Records { get; set; } = 1000;

    /// <summary>The rolling window in which a person's reads are counted. Default 15 min.</summary>
    public TimeSpan Window { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>So many records at most lie between <c>Last-Event-ID</c> and the end of the ledger when a stream is resumed. Default 1,000.</summary>
    public int ReplayRecords { get; set; } = 1000;

    /// <summary>The first record that a resumed stream replays is at most this old. Default 15 min.</summary>
    public TimeSpan ReplayWindow { get; set; } = TimeSpan.FromMinutes(15);
}

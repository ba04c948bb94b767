namespace PenguinMails.Ledger;

/// <summary>A record as it is chained. Nothing in it is personal: that is kept apart and committed to (<see cref="Commitment"/>).</summary>
/// <param name="Chain">The chain's name, such as <c>platform</c>.</param>
/// <param name="Sequence">From 1, without gaps.</param>
/// <param name="RecordedAt">When it was appended, UTC, in whole microseconds; never before the record before it.</param>
/// <param name="PreviousHash">The hash of the record before it; 32 zero bytes for the first.</param>
/// <param name="Hash"><see cref="RecordHash"/> over all of this.</param>
/// <param name="Body">Canonical JSON (<see cref="CanonicalJson"/>), UTF-8.</param>
public sealed record LedgerRecord(
    string Chain, long Sequence, DateTimeOffset RecordedAt, byte[] PreviousHash, byte[] Hash, byte[] Body)
{
    /// <summary>What stands before the first record.</summary>
    public static byte[] NoHash => new byte[32];
}

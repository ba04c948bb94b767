namespace PenguinMails.Audit.Ledger;

/// <summary>What the ids of records say.</summary>
internal static class RecordIds
{
    private const int VersionOfTime = 7;
    private const int BytesOfTime = 6;

    /// <summary>
    /// Whether a service gives such an id: a new one, which holds the time. Ids that are derived from something (version 8) are the trail's own; whoever could
    /// send one would take the place of an entry that is still to come.
    /// </summary>
    public static bool MayCome(Guid recordId, DateTimeOffset now) => recordId.Version == VersionOfTime && TimeOf(recordId) <= now + LedgerAppend.ClockTolerance;

    /// <summary>A record with this id cannot be in the ledger from before; it is the same whatever else the record says.</summary>
    public static DateTimeOffset RecordedSince(AuditRecorded record) =>
        (record.RecordId.Version == VersionOfTime ? TimeOf(record.RecordId) : record.OccurredAt) - LedgerAppend.ClockTolerance;

    private static DateTimeOffset TimeOf(Guid recordId)
    {
        var milliseconds = 0L;
        foreach (var part in recordId.ToByteArray(bigEndian: true).AsSpan(0, BytesOfTime))
        {
            milliseconds = (milliseconds << 8) | part;
        }

        return DateTimeOffset.FromUnixTimeMilliseconds(Math.Min(milliseconds, DateTimeOffset.MaxValue.ToUnixTimeMilliseconds()));
    }
}

namespace PenguinMails.Ledger;

/// <summary>A record with what is kept apart from it.</summary>
/// <param name="Record">As it is chained.</param>
/// <param name="Person">Who acted from where; null when it was erased.</param>
/// <param name="Reason">Null when none was given, or it was erased.</param>
/// <param name="Proof">From the record to its checkpoint's root, when not all of the checkpoint's records are in the export.</param>
/// <param name="Ids">In archives: what ties the record to what is kept apart.</param>
/// <param name="OnBehalfOf">The person for whom a service acted; null when it acted for itself, or the person was erased.</param>
public sealed record ExportedRecord(
    LedgerRecord Record, ExportedPerson? Person, ExportedReason? Reason, IReadOnlyList<byte[]>? Proof, ArchivedIds? Ids = null,
    ExportedPerson? OnBehalfOf = null);

/// <summary>The database's own ids of what belongs to a record; not hashed.</summary>
public sealed record ArchivedIds(short Format, long PersonId, long? OriginId, long? PathId, long? OnBehalfOf = null);

/// <param name="User">E-mail address or service.</param>
/// <param name="Salt">Of the record's commitment.</param>
public sealed record ExportedPerson(string User, string? IpAddress, string? UserAgent, byte[] Salt);

/// <param name="Salt">Of the record's commitment.</param>
public sealed record ExportedReason(string Text, byte[] Salt);

/// <summary>The first line of an export.</summary>
/// <param name="Chain">Which chain it shows.</param>
/// <param name="IsComplete">Every record from the first checkpoint's first to the last checkpoint's last; else some, each with a proof.</param>
/// <param name="ExportedAt">UTC.</param>
/// <param name="Filter">What was asked for, by name.</param>
/// <param name="After">A complete export that begins after this checkpoint, which is its second line; 0: at the chain's beginning.</param>
public sealed record ExportHeader(
    string Chain, bool IsComplete, DateTimeOffset ExportedAt, IReadOnlyDictionary<string, string> Filter, long After = 0)
{
    /// <summary>The number of the format in which it is written.</summary>
    public int Format { get; init; } = ExportFormat.Newest;

    /// <summary>A month as a file: its records carry the database's ids and no personal data.</summary>
    public bool IsArchive => Filter.ContainsKey("month");
}

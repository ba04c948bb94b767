namespace PenguinMails.Ledger;

/// <summary>A record with what is kept apart from it.</summary>
/// <param name="Record">As it is chained.</param>
/// <param name="Person">Who acted from where; null when it was erased.</param>
/// <param name="Reason">Null when none was given, or it was erased.</param>
/// <param name="Proof">From the record to its checkpoint's root, when not all of the checkpoint's records are in the export.</param>
public sealed record ExportedRecord(LedgerRecord Record, ExportedPerson? Person, ExportedReason? Reason, IReadOnlyList<byte[]>? Proof);

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
public sealed record ExportHeader(string Chain, bool IsComplete, DateTimeOffset ExportedAt, IReadOnlyDictionary<string, string> Filter);

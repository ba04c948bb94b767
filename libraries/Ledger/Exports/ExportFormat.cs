namespace PenguinMails.Ledger;

/// <summary>
/// Exports are JSON lines: one <c>export</c>, then <c>record</c>s in order, each <c>checkpoint</c> after the records that it covers,
/// one <c>end</c>. Bodies and statements stand in them as they were hashed and signed.
/// </summary>
internal static class ExportFormat
{
    public const string Name = "penguinmails.audit.export.1";

    public const string Header = "export";
    public const string Record = "record";
    public const string Checkpoint = "checkpoint";
    public const string End = "end";
}

namespace PenguinMails.Audit.Ledger;

/// <summary>
/// What this service alone writes, straight into the ledger. Taken from a message it would explain what is gone, or hide what is missing.
/// </summary>
internal static class OwnActions
{
    public const string ProducerRestored = "audit.producer_restored";

    private static readonly HashSet<string> All = new(StringComparer.Ordinal)
    {
        ErasureCover.Action, MissingRecords.MissingAction, MissingRecords.ArrivedAction, ProducerRestored,
    };

    public static bool Contains(AuditRecorded record) => All.Contains(record.Action);
}

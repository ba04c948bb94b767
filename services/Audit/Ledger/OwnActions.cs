namespace PenguinMails.Audit.Ledger;

/// <summary>
/// What this service alone writes, straight into the ledger. Taken from a message it would explain what is gone, or hide what is missing.
/// </summary>
internal static class OwnActions
{
    public const string ProducerRestored = "audit.producer_restored";

    /// <summary>Says which file holds the records of a month.</summary>
    public const string Archive = "audit_log.archive";

    public const string ExportRequest = "audit_log.export.request";
    public const string ExportApprove = "audit_log.export.approve";

    private static readonly HashSet<string> All = new(StringComparer.Ordinal)
    {
        ErasureCover.Action, MissingRecords.MissingAction, MissingRecords.ArrivedAction, ProducerRestored,
    };

    // Refusals and failures of these come by messages.
    private static readonly HashSet<string> Successes = new(StringComparer.Ordinal) { Archive, ExportRequest, ExportApprove };

    public static bool Contains(AuditRecorded record) =>
        All.Contains(record.Action) || (record.Outcome == AuditOutcomes.Success && Successes.Contains(record.Action));
}

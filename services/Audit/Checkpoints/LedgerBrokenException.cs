namespace PenguinMails.Audit.Checkpoints;

/// <summary>The chain does not follow from what was signed; nothing more of it is signed.</summary>
/// <param name="chain">The chain.</param>
/// <param name="what">What was found; ends the sentence "The chain is broken: …".</param>
internal sealed class LedgerBrokenException(string chain, string what) : Exception(
    $"The chain '{chain}' is broken: {what} Nothing more of it is signed. GET /api/v1/admin/vault/audit-logs/verify tells what was done to it.")
{
    public LedgerBrokenException(string chain, long sequence)
        : this(chain, $"it does not follow from what was signed, from record {sequence} on.")
    {
    }

    public string Chain => chain;

    /// <summary>What was found.</summary>
    public string What => what;
}

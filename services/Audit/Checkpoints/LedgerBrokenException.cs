namespace PenguinMails.Audit.Checkpoints;

/// <summary>The chain does not follow from what was signed; nothing more of it is signed.</summary>
internal sealed class LedgerBrokenException(string chain, long sequence) : Exception(
    $"The chain '{chain}' is broken at {sequence}; nothing more of it is signed. GET /api/v1/admin/vault/audit-logs/verify tells what was done to it.")
{
    public string Chain => chain;

    public long Sequence => sequence;
}

namespace PenguinMails.Audit.Ledger;

/// <summary>The chains of the ledger. Each has its own sequence, head and checkpoints.</summary>
internal static class LedgerChains
{
    /// <summary>What the platform's services did, and refused.</summary>
    public const string Platform = "platform";

    /// <summary>What Vault itself recorded: the second trail.</summary>
    public const string Vault = "vault";

    public static readonly IReadOnlyList<string> All = [Platform, Vault];
}

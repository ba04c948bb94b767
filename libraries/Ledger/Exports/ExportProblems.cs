namespace PenguinMails.Ledger;

/// <summary>The kinds of <see cref="LedgerProblem"/> that only an export can have.</summary>
public static class ExportProblems
{
    /// <summary>The export has no record, so nothing is proven.</summary>
    public const string NothingProven = "nothing_proven";
}

namespace PenguinMails.Ledger;

/// <summary>Problems as they are found: all are counted, the first are kept.</summary>
public sealed class Findings
{
    private const int Kept = 100;

    private readonly List<LedgerProblem> _problems = [];

    public long Count { get; private set; }

    /// <summary>At most the first 100.</summary>
    public IReadOnlyList<LedgerProblem> First => _problems;

    public void Add(LedgerProblem problem)
    {
        Count++;
        if (_problems.Count < Kept)
        {
            _problems.Add(problem);
        }
    }
}

namespace PenguinMails.Audit.Detectors;

/// <summary>Says what a record counts for. It has no state: hits are counted in Postgres.</summary>
internal interface IDetectorRule
{
    /// <summary>The kind of its alerts, such as <c>audit.bulk_reads</c>.</summary>
    string Kind { get; }

    IEnumerable<Hit> Evaluate(EvaluatedRecord record);
}

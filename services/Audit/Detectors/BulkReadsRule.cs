namespace PenguinMails.Audit.Detectors;

/// <summary>One actor reads more secrets in a short time than work explains.</summary>
internal sealed class BulkReadsRule(IOptions<DetectorOptions> options) : IDetectorRule
{
    public string Kind => "audit.bulk_reads";

    public IEnumerable<Hit> Evaluate(EvaluatedRecord record)
    {
        if (record is { Outcome: AuditOutcomes.Success, ConcernsSecret: true } && SecretActions.IsRead(record))
        {
            yield return new Hit($"actor:{record.PersonId}", options.Value.BulkReads + 1, options.Value.BulkReadsWindow, new HitAlert(
                AlertSeverities.Warning,
                $"{record.Who} read more than {options.Value.BulkReads} secrets within {options.Value.BulkReadsWindow}.",
                "Ask them what for; if they do not know of it, end their sessions and rotate what was read."));
        }
    }
}

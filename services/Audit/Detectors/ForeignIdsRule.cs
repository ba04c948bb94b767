namespace PenguinMails.Audit.Detectors;

/// <summary>A tenant's user asks again and again for ids that their tenant does not have: they try those of others.</summary>
internal sealed class ForeignIdsRule(IOptions<DetectorOptions> options) : IDetectorRule
{
    private const string NotFound = "not_found";

    public string Kind => "audit.foreign_ids";

    public IEnumerable<Hit> Evaluate(EvaluatedRecord record)
    {
        if (record is { Outcome: AuditOutcomes.Refused, Code: NotFound })
        {
            yield return new Hit($"actor:{record.PersonId}", options.Value.ForeignIds, options.Value.ForeignIdsWindow, new HitAlert(
                AlertSeverities.Warning,
                $"{record.Who} asked at least {options.Value.ForeignIds} times within {options.Value.ForeignIdsWindow} for what their tenant does not have.",
                "See in the audit log which ids they tried. Ask them; if they do not know of it, disable the account, which ends its sessions.",
                record.TenantId));
        }
    }
}

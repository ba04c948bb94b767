namespace PenguinMails.Audit.Detectors;

/// <summary>Somebody who is signed in tries again and again what their role does not allow.</summary>
internal sealed class RefusedCallsRule(IOptions<DetectorOptions> options) : IDetectorRule
{
    // A grant that is missing is no sign: pages ask for it when they are refused.
    private const string Forbidden = "forbidden";

    public string Kind => "audit.refused_calls";

    public IEnumerable<Hit> Evaluate(EvaluatedRecord record)
    {
        if (record is { Outcome: AuditOutcomes.Refused, Code: Forbidden })
        {
            yield return new Hit($"actor:{record.PersonId}", options.Value.RefusedCalls, options.Value.RefusedCallsWindow, new HitAlert(
                AlertSeverities.Warning,
                $"{record.Who} was refused at least {options.Value.RefusedCalls} calls within {options.Value.RefusedCallsWindow} that their role ({record.Role}) does not allow.",
                "See in the audit log what was tried. Ask them; if they do not know of it, disable the account, which ends its sessions.",
                record.TenantId));
        }
    }
}

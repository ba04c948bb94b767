namespace PenguinMails.Audit.Detectors;

/// <summary>
/// Many failed authentications of one user, or from one address. Identity locks the account and raises its own alert; this rule also detects
/// attempts against a locked account and one password tried on many accounts.
/// </summary>
internal sealed class FailedSignInsRule(IOptions<DetectorOptions> options) : IDetectorRule
{
    private const string Locked = "account_locked";

    public string Kind => "audit.failed_sign_ins";

    public IEnumerable<Hit> Evaluate(EvaluatedRecord record)
    {
        if (!IsFailure(record))
        {
            yield break;
        }

        if (record.User is not null)
        {
            yield return Hit($"user:{record.PersonId}", $"of {record.User}", record.TenantId);
        }

        if (record.IpAddress is { } address)
        {
            yield return Hit($"address:{DetectorKey.Hash(address)}", $"from {address}", tenantId: null);
        }
    }

    // "sign_in" and "step_up" are Identity's (AttemptRecords). The credentials of a locked account are not checked, but the attempt counts.
    private static bool IsFailure(EvaluatedRecord record) => record.Action is "sign_in" or "step_up"
        && (record.Outcome == AuditOutcomes.Failed || (record.Outcome == AuditOutcomes.Refused && record.Code == Locked));

    private Hit Hit(string key, string whose, Guid? tenantId) => new(key, options.Value.FailedSignIns, options.Value.FailedSignInsWindow, new HitAlert(
        AlertSeverities.Critical,
        $"At least {options.Value.FailedSignIns} authentications {whose} failed within {options.Value.FailedSignInsWindow}.",
        "Ask the user whether it was them; if not, see in the audit log where the attempts came from, and block the address.",
        tenantId));
}

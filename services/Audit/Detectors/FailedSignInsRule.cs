namespace PenguinMails.Audit.Detectors;

/// <summary>
/// Many failed authentications from one source, or of one user or program from several. A failure counts for both, and raises for one of them
/// (DetectorWindows). Users that do not exist count for their source only: a stranger must not name an alert.
/// </summary>
internal sealed class FailedSignInsRule(IOptions<DetectorOptions> options) : IDetectorRule
{
    // Both are Identity's (AttemptRecords). Credentials are not checked while attempts are paused, but the attempt counts.
    private const string Paused = "account_locked";
    private const string UnknownRole = "unknown";

    // Password and code were right, and the code had been used: somebody pressed a button twice. It guesses nothing.
    private const string CodeReused = "code_reused";

    public string Kind => "audit.failed_sign_ins";

    public IEnumerable<Hit> Evaluate(EvaluatedRecord record)
    {
        if (!IsFailure(record))
        {
            yield break;
        }

        var source = SourceNetwork.Of(record.IpAddress);
        var sourceKey = source.Length == 0 ? null : $"address:{DetectorKey.Hash(source)}";
        var user = record.Role == UnknownRole ? null : record.User;
        var userKey = user is null ? null : $"user:{record.PersonId}";
        if (sourceKey is not null)
        {
            yield return Hit(
                sourceKey,
                user is null ? AlertSeverities.Warning : AlertSeverities.Critical,
                $"from {source}",
                user is null ? "" : $" The last was of {user}.",
                tenantId: null);
        }

        if (userKey is not null)
        {
            yield return Hit(userKey, AlertSeverities.Critical, $"of {user}", "", record.TenantId);
        }
    }

    private static bool IsFailure(EvaluatedRecord record) => record.Action is "sign_in" or "step_up" or "service_token"
        && ((record.Outcome == AuditOutcomes.Failed && record.Detail("cause") != CodeReused) || (record.Outcome == AuditOutcomes.Refused && record.Code == Paused));

    private Hit Hit(string key, string severity, string whose, string more, Guid? tenantId) =>
        new(key, options.Value.FailedSignIns, options.Value.FailedSignInsWindow, new HitAlert(
            severity,
            $"At least {options.Value.FailedSignIns} authentications {whose} failed within {options.Value.FailedSignInsWindow}.{more}",
            "Ask the user, or who runs the program, whether it was them; if not, see in the audit log where the attempts came from, and block the address.",
            tenantId));
}

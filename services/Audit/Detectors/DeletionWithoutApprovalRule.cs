namespace PenguinMails.Audit.Detectors;

/// <summary>A person deleted something that takes two persons, and the record names no approval.</summary>
internal sealed class DeletionWithoutApprovalRule : IDetectorRule
{
    public string Kind => "audit.deletion_without_approval";

    public IEnumerable<Hit> Evaluate(EvaluatedRecord record)
    {
        if (record is { Outcome: AuditOutcomes.Success, IsByPerson: true } && SecretActions.IsDeletion(record)
            && string.IsNullOrEmpty(record.Detail("approvalId")))
        {
            var what = record.Secret is { } secret ? $"the {secret.Type} secret {secret.Name} of tenant {secret.TenantId}" : record.Action;
            var key = record.Secret is null ? $"record:{record.RecordId}" : $"secret:{DetectorKey.Hash($"{record.Secret}")}";
            yield return new Hit(key, 1, DetectorLimits.LongestWindow, new HitAlert(
                AlertSeverities.Critical,
                $"{record.Who} deleted {what} without a second person's approval.",
                "Find out how that was possible; restore the secret if it should not be gone.",
                record.TenantId,
                record.Secret));
        }
    }
}

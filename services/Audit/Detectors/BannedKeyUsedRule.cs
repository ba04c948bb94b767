namespace PenguinMails.Audit.Detectors;

/// <summary>A revoked key is accepted by a server again, on however many accounts: KeyIssuance records what its drift checks find.</summary>
internal sealed class BannedKeyUsedRule : IDetectorRule
{
    public string Kind => "audit.banned_key_used";

    public IEnumerable<Hit> Evaluate(EvaluatedRecord record)
    {
        if (record.Action == "drift.detect" && record.Detail("kind") == DriftKinds.BannedKey && record.Detail("fingerprint") is { } fingerprint)
        {
            yield return new Hit($"key:{fingerprint}", 1, DetectorLimits.LongestWindow, new HitAlert(
                AlertSeverities.Critical,
                $"The revoked key {fingerprint} is in use again.",
                "Find out who put it back and whether they got in; it is removed without your doing, and the account's key is rotated.",
                record.TenantId,
                record.Secret));
        }
    }
}

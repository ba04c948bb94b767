using PenguinMails.KeyIssuance.Servers.Connections;

namespace PenguinMails.KeyIssuance.Drift;

/// <summary>Publishes findings: an alert and an event when a finding begins, and an audit record whenever it changes.</summary>
internal sealed class DriftReports(AuditTrail trail, TimeProvider time, ILogger<DriftReports> log)
{
    public async Task DetectedAsync(DatabaseTransaction transaction, FindingRow finding)
    {
        Log.Found(log, finding.FindingId, finding.ServerId, finding.Kind, finding.Fingerprint);
        KeyIssuanceTelemetry.Drifted(finding.Kind);
        await transaction.PublishAsync(new DriftDetected(
            finding.FindingId, finding.Secret, finding.Address, finding.Kind, finding.Fingerprint, finding.Detail, finding.FirstSeenAt, finding.Address));
        await AlertAsync(transaction, finding, $"drift.{finding.Kind}", finding.Detail, finding.NextStep, finding.IsCritical);
        await AuditAsync(transaction, trail.Platform, finding, "drift.detect");
    }

    /// <summary>
    /// Recorded before the check reads the admin key from Vault: nothing else would explain that read (ADR 18). Whose key it takes is whose
    /// record it is.
    /// </summary>
    public Task RecordCheckStartedAsync(DatabaseTransaction transaction, Guid tenantId) => trail.RecordAsync(
        transaction,
        trail.Platform,
        new AuditEntry("drift.look", AuditOutcomes.Intent) { Secret = ServerKeys.AdminKeyOf(tenantId) });

    /// <summary>Raised once per finding, however often its repair fails.</summary>
    public Task RepairFailsAsync(DatabaseTransaction transaction, FindingRow finding, string cause) => AlertAsync(
        transaction, finding, "drift.repair_failing",
        $"{finding.Detail} It could not be repaired: {cause}",
        "Correct the cause; the repair is tried again with every check.", finding.IsCritical);

    /// <summary>A check met another host key: the same incident as when an operation does.</summary>
    public async Task HostKeyChangedAsync(DatabaseTransaction transaction, Guid serverId, string detail)
    {
        if ((await WatchedAccount.OfServerAsync(transaction, serverId)).SingleOrDefault(account => account.Secret.IsServerAccessKey()) is { } admin)
        {
            await transaction.PublishAsync(new AlertRaised(
                Guid.CreateVersion7(time.GetUtcNow()),
                "ssh.host_key_changed", AlertSeverities.Critical,
                $"ssh.host_key_changed:{admin.SecretId}",
                admin.TenantId, admin.Secret,
                $"A check of {admin.Address}: {detail}",
                "Find out why the server shows another host key; if it was reinstalled, abandon it and enrol it anew.",
                Activity.Current?.TraceId.ToHexString(),
                time.GetUtcNow()));
        }
    }

    /// <param name="action">A dotted verb such as <c>drift.accept</c>.</param>
    /// <param name="reason">The reason given, if any.</param>
    public Task AuditAsync(DatabaseTransaction transaction, AuditActor actor, FindingRow finding, string action, string? reason = null)
    {
        var details = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["findingId"] = $"{finding.FindingId}",
            ["kind"] = finding.Kind,
            ["account"] = finding.Account,
        };
        if (finding.Fingerprint is { } fingerprint)
        {
            details["fingerprint"] = fingerprint;
        }

        return trail.RecordAsync(transaction, actor, new AuditEntry(action, AuditOutcomes.Success)
        {
            Secret = finding.Secret,
            CorrelationId = finding.FindingId,
            Reason = reason,
            Details = details,
        });
    }

    private Task AlertAsync(DatabaseTransaction transaction, FindingRow finding, string kind, string summary, string nextStep, bool isCritical) =>
        transaction.PublishAsync(new AlertRaised(
            Guid.CreateVersion7(time.GetUtcNow()),
            kind,
            isCritical ? AlertSeverities.Critical : AlertSeverities.Warning,
            $"{kind}:{finding.FindingId}",
            finding.TenantId, finding.Secret,
            $"{finding.Account} on {finding.Address}: {summary}{(finding.Fingerprint is null ? "" : $" ({finding.Fingerprint})")}",
            nextStep,
            Activity.Current?.TraceId.ToHexString(),
            time.GetUtcNow()));
}

namespace PenguinMails.Audit.Alerts;

/// <summary>
/// Tells a tenant's people of alerts that are theirs to know: what they may have to act on, and nothing that only concerns the platform.
/// The alert's own words are for administrators and stay here.
/// </summary>
internal static class TenantAlerts
{
    private static readonly HashSet<string> Kinds = new(StringComparer.Ordinal)
    {
        "api_key.leaked",
        "dkim.record_differs", "dkim.record_missing", "dkim.waiting_for_dns",
        "download.intercepted", "download.repeated",
        "drift.banned_key", "drift.copied_key", "drift.missing_key", "drift.unknown_key",
        "identity.refresh_token_reused",
        "operation.no_end_at_target", "operation.revoke_failing",
        "rotation.due_soon", "rotation.overdue",
        "ssh.admin_access_lost", "ssh.host_key_changed",
    };

    /// <summary>Of an alert that is new; a repetition tells nobody again.</summary>
    public static Task NotifyAsync(DatabaseTransaction transaction, AlertRaised alert) => alert.TenantId is { } tenantId && Kinds.Contains(alert.Kind)
        ? transaction.SendAsync(Queues.IdentityCommands, new NotifyTenant(
            alert.AlertId, tenantId, TenantEvents.Alert, alert.Secret, VersionId: null, Fingerprint: null, At: null, alert.Kind, alert.OccurredAt))
        : Task.CompletedTask;
}

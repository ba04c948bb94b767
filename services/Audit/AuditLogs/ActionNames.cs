namespace PenguinMails.Audit.AuditLogs;

/// <summary>
/// The actions that this build records, and the groups of them that can be asked for by one word. Steps of operations have their action's
/// name and their own, such as <c>ssh_key.rotate.install</c>, and are in no group.
/// </summary>
internal static class ActionNames
{
    private static readonly string[] Subjects = [.. AuditSubjects.All, "secret"];
    private static readonly string[] Approvals = ["audit_log.export", "audit_log.erasure", "secret.deletion"];

    private static readonly Dictionary<string, string[]> Groups = new(StringComparer.Ordinal)
    {
        // Metadata was read; no material was handed out.
        ["read"] =
        [
            .. OfSecrets("view"), .. OfApprovals("view"),
            "alert.read", "api_key.view", "approval.view", "audit_log.read", "audit_log.verify", "campaign.view", "drift.view", "notification.view", "operation.view",
            "report.access", "report.blast_radius", "report.compliance", "report.unresolved", "rotation_policy.view", "rotation_schedule.view", "tenant_list.view", "user.view", "vault.list", "vault.read", "vault_health.view", "webhook.view",
        ],
        // Material, or a copy of the ledger, was handed out.
        ["download"] = [.. OfSecrets("download", "fetch", "reveal"), "audit_log.export"],
        ["rotate"] = [.. OfSecrets("rotate", "regenerate"), "api_key.rotate", "campaign.start", "rotation.request", "secret.emergency_reset"],
        // A secret, a key on a server or personal data was removed permanently.
        ["delete"] =
        [
            .. OfSecrets("delete", "destroy_delivered", "revoke"), "api_key.revoke", "audit_log.erasure.approve", "audit_log.erasure.execute", "secret.deletion.approve",
            "drift.remove", "rotation.request_retirement", "server.abandon", "vault.delete",
        ],
        // Anything else was created or changed.
        ["write"] =
        [
            .. OfSecrets("abandon", "end_grace", "enrol", "enroll", "issue", "repair", "retire"), .. OfApprovals("request", "reject", "expire"), "audit_log.export.approve",
            "alert.acknowledge", "alert.resolve", "api_key.create", "api_key.hold", "api_key.release", "audit_log.archive", "audit_log.attach", "audit_log.detach",
            "campaign.cancel", "campaign.complete", "campaign.continue", "campaign.halt", "campaign.pause", "campaign.resume", "campaign.retry",
            "dkim_key.check", "drift.accept", "drift.check", "rotation.expedite", "rotation.incident", "rotation.reschedule", "rotation_policy.change",
            "invitation.withdraw", "notification.choose", "notification.deliver", "server.replace", "service_client.create", "signing_key.add", "tenant.enrol", "tenant_list.rebuild", "user.accept", "user.disable", "user.enable", "user.invite", "user.reset", "user.unlock", "vault.create", "vault.patch", "vault.update", "webhook.create", "webhook.delete", "webhook.rotate_secret", "webhook.test",
        ],
    };

    // In no group: sign-ins, and what a background service noticed.
    private static readonly string[] Others =
    [
        "account.lockout", "api_key.expire", "api_key.leak", "api_key.use", "api_key.verify", "audit.producer_restored", "audit.record_arrived_late", "audit.record_missing", "drift.detect", "drift.look", "drift.resolve", "rotation.due_soon", "rotation.overdue", "service_token", "session.refresh", "sign_in", "sign_out", "step_up", "vault.incident_begin", "vault.incident_end", "vault.unreadable_entry",
    ];

    private static readonly HashSet<string> Known = [.. Groups.Values.SelectMany(actions => actions), .. Others];

    /// <summary>What <c>?action=</c> can name.</summary>
    public static IReadOnlyList<string> All { get; } = [.. Groups.Keys, .. Known.Order(StringComparer.Ordinal)];

    /// <summary>The actions of a group; null when the word is no group's.</summary>
    public static IReadOnlyList<string>? OfGroup(string? word) => word is null ? null : Groups.GetValueOrDefault(word);

    /// <summary>Whether it is a group, an action, or a step of an action.</summary>
    public static bool AreKnown(string action) =>
        Groups.ContainsKey(action) || Known.Contains(action) || (action.LastIndexOf('.') is > 0 and var dot && Known.Contains(action[..dot]));

    private static string[] OfSecrets(params string[] verbs) => [.. verbs.SelectMany(verb => Subjects.Select(subject => $"{subject}.{verb}"))];

    private static string[] OfApprovals(params string[] steps) => [.. Approvals.SelectMany(subject => steps.Select(step => $"{subject}.{step}"))];
}

namespace PenguinMails.VaultOperations.Health;

/// <summary>
/// Makes alerts of conditions: one when a condition has lasted, once more every hour while it lasts, and its end when it has been over for as long. All of it is in the
/// transaction that holds the incidents, so no restart forgets one.
/// </summary>
internal sealed class Incidents(AuditTrail trail, IOptions<VaultHealthOptions> options)
{
    private static readonly TimeSpan Repetition = TimeSpan.FromHours(1);

    public async Task ApplyAsync(DatabaseTransaction transaction, IReadOnlyList<VaultCondition> conditions, DateTimeOffset now)
    {
        var known = await transaction.QueryAsync<Incident>("select kind, subject, severity, seen_at, raised_at, clear_since from vault_incident");
        foreach (var condition in conditions)
        {
            await SeeAsync(transaction, condition, known.FirstOrDefault(incident => IsSame(incident, condition)), now);
        }

        foreach (var incident in known.Where(incident => !conditions.Any(condition => IsSame(incident, condition))))
        {
            await MissAsync(transaction, incident, now);
        }
    }

    private async Task SeeAsync(DatabaseTransaction transaction, VaultCondition condition, Incident? known, DateTimeOffset now)
    {
        var seenAt = known?.SeenAt ?? now;
        var isWorse = condition.Severity == AlertSeverities.Critical && known?.Severity != AlertSeverities.Critical;
        var isDue = known?.RaisedAt is { } raisedAt
            ? isWorse || now - raisedAt >= Repetition
            : !condition.MustLast || now - seenAt >= options.Value.Patience;
        await transaction.ExecuteAsync(
            """
            insert into vault_incident (kind, subject, severity, seen_at, raised_at) values (@Kind, @Subject, @Severity, @now, @raised)
            on conflict (kind, subject) do update set
                severity = excluded.severity, raised_at = coalesce(excluded.raised_at, vault_incident.raised_at), clear_since = null
            """,
            new { condition.Kind, condition.Subject, condition.Severity, now, raised = isDue ? now : (DateTimeOffset?)null });
        if (!isDue)
        {
            return;
        }

        await transaction.PublishAsync(new AlertRaised(
            Guid.CreateVersion7(now), condition.Kind, condition.Severity, KeyOf(condition.Kind, condition.Subject), TenantId: null, Secret: null,
            string.Create(CultureInfo.InvariantCulture, $"{condition.Summary} It was first seen at {seenAt:yyyy-MM-dd HH:mm:ss}Z."), condition.NextStep, TraceId: null, now));
        if (known?.RaisedAt is null)
        {
            await RecordAsync(transaction, "vault.incident_begin", condition.Kind, condition.Subject);
        }
    }

    private async Task MissAsync(DatabaseTransaction transaction, Incident incident, DateTimeOffset now)
    {
        if (incident.RaisedAt is not null && now - (incident.ClearSince ?? now) < options.Value.Patience)
        {
            await transaction.ExecuteAsync(
                "update vault_incident set clear_since = coalesce(clear_since, @now) where kind = @Kind and subject = @Subject", new { incident.Kind, incident.Subject, now });
            return;
        }

        await transaction.ExecuteAsync("delete from vault_incident where kind = @Kind and subject = @Subject", new { incident.Kind, incident.Subject });
        if (incident.RaisedAt is null)
        {
            return; // it has not lasted
        }

        await transaction.PublishAsync(new AlertEnded(
            KeyOf(incident.Kind, incident.Subject),
            string.Create(CultureInfo.InvariantCulture, $"It ended at {incident.ClearSince ?? now:yyyy-MM-dd HH:mm:ss}Z."),
            now));
        await RecordAsync(transaction, "vault.incident_end", incident.Kind, incident.Subject);
    }

    private Task RecordAsync(DatabaseTransaction transaction, string action, string kind, string subject) =>
        trail.RecordAsync(transaction, trail.Platform, new AuditEntry(action, AuditOutcomes.Success)
        {
            Details = new() { ["kind"] = kind, ["subject"] = subject },
        });

    private static bool IsSame(Incident incident, VaultCondition condition) => incident.Kind == condition.Kind && incident.Subject == condition.Subject;

    private static string KeyOf(string kind, string subject) => $"{kind}/{subject}";
}

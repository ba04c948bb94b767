namespace PenguinMails.Audit.Alerts;

/// <summary>
/// Alerts by incident: raising one that is known counts it, and does not open a second. An incident is one of a service: another one that raises the same
/// has an alert of its own.
/// </summary>
internal sealed class AlertTable(Database database, DeliveryTable deliveries)
{
    private const string Columns =
        """
        alert_id, kind, raised_by, severity, state, tenant_id, secret_type, secret_name, summary, next_step, occurrences, first_occurred_at,
        last_occurred_at, acknowledged_at, acknowledged_by, resolved_at, resolved_by, trace_id
        """;

    private const string CountRepetition =
        """
        occurrences = alert.occurrences + 1,
        first_occurred_at = least(alert.first_occurred_at, @OccurredAt),
        last_occurred_at = greatest(alert.last_occurred_at, @OccurredAt),
        severity = case when @Severity = 'critical' then 'critical' else alert.severity end,
        summary = @Summary, next_step = @NextStep, trace_id = @TraceId
        """;

    /// <summary>How long after an acknowledgement a repetition still counts towards the same alert.</summary>
    private static readonly TimeSpan AcknowledgedWindow = TimeSpan.FromHours(1);

    /// <param name="transaction">Holds the alert's row.</param>
    /// <param name="alert">What happened.</param>
    /// <param name="repeated">The alert that it is known to repeat, and counts towards for as long as that is unresolved; null when none is known.</param>
    /// <returns>The id of the alert that it opened or counts towards.</returns>
    public Task<Guid> RaiseAsync(DatabaseTransaction transaction, AlertRaised alert, Guid? repeated = null) =>
        RaiseAsync(transaction, alert, PlatformServices.Audit, repeated);

    /// <inheritdoc cref="RaiseAsync(DatabaseTransaction, AlertRaised, Guid?)"/>
    /// <param name="service">Which service raises it.</param>
    public async Task<Guid> RaiseAsync(DatabaseTransaction transaction, AlertRaised alert, string service, Guid? repeated = null)
    {
        if (await FindAsync(transaction, alert.AlertId) is { } same)
        {
            if (same.RaisedBy == service)
            {
                return same.AlertId;
            }

            // Whoever was first with the id does not keep this one from being seen.
            alert = alert with { AlertId = Guid.CreateVersion7() };
        }

        var parameters = new
        {
            alert.AlertId,
            service,
            DeduplicationKey = StorableText.Of(alert.DeduplicationKey),
            alert.Kind,
            Severity = alert.Severity == AlertSeverities.Critical ? AlertSeverities.Critical : AlertSeverities.Warning,
            alert.TenantId,
            SecretType = alert.Secret?.Type,
            SecretName = alert.Secret?.Name,
            Summary = SafeText.Of(alert.Summary),
            NextStep = SafeText.Of(alert.NextStep),
            alert.TraceId,
            alert.OccurredAt,
            acknowledgedSince = alert.OccurredAt - AcknowledgedWindow,
            repeated,
        };
        var counted = await transaction.ScalarAsync<Guid?>(
            $"""
            update alert set {CountRepetition}
            where alert_id = coalesce(
                (select alert_id from alert where alert_id = @repeated and state in ('open', 'acknowledged')),
                (select alert_id from alert
                where raised_by = @service and deduplication_key = @DeduplicationKey and state = 'acknowledged' and acknowledged_at > @acknowledgedSince
                  and acknowledged_at < now() + interval '5 minutes' -- one in the future would hide repetitions until then
                  and not exists (select from alert where raised_by = @service and deduplication_key = @DeduplicationKey and state = 'open')
                order by acknowledged_at desc limit 1))
            returning alert_id
            """,
            parameters);
        if (counted is { } known)
        {
            return known;
        }

        var kept = await transaction.ScalarAsync<Guid>(
            $"""
            insert into alert (alert_id, raised_by, deduplication_key, kind, severity, state, tenant_id, secret_type, secret_name, summary, next_step,
                trace_id, first_occurred_at, last_occurred_at)
            values (@AlertId, @service, @DeduplicationKey, @Kind, @Severity, 'open', @TenantId, @SecretType, @SecretName, @Summary, @NextStep,
                @TraceId, @OccurredAt, @OccurredAt)
            on conflict (raised_by, deduplication_key) where state = 'open' do update set {CountRepetition}
            returning alert_id
            """,
            parameters);
        if (kept == alert.AlertId)
        {
            await deliveries.EnqueueAsync(transaction, kept, AlertEvents.Trigger);
            await TenantAlerts.NotifyAsync(transaction, alert);
        }

        return kept;
    }

    public Task<PageOf<Alert>> FindAsync(string? state, Page page, CancellationToken cancellationToken) => database.ReadAsync(
        connection => page.ReadAsync<Alert>(
            connection, Columns, state is null ? "alert" : "alert where state = @state", "last_occurred_at desc, alert_id", new { state }),
        cancellationToken);

    public static Task<Alert?> FindAsync(DatabaseTransaction transaction, Guid alertId) =>
        transaction.QuerySingleOrDefaultAsync<Alert>($"select {Columns} from alert where alert_id = @alertId", new { alertId });

    /// <summary>The alert with its deliveries; null when there is none.</summary>
    public Task<AlertDetails?> FindAsync(Guid alertId, CancellationToken cancellationToken) => database.ReadAsync(
        async connection =>
        {
            var alert = await connection.QuerySingleOrDefaultAsync<AlertDetails>($"select {Columns} from alert where alert_id = @alertId", new { alertId });
            if (alert is not null)
            {
                alert.Deliveries = await DeliveryTable.OfAsync(connection, alertId);
            }

            return alert;
        },
        cancellationToken);

    /// <returns>Whether the alert was open and is acknowledged now.</returns>
    public Task<bool> AcknowledgeAsync(DatabaseTransaction transaction, Guid alertId, string user, DateTimeOffset now) => ChangeAsync(
        transaction,
        """
        update alert set state = 'acknowledged', acknowledged_at = @now, acknowledged_by = @user
        where alert_id = @alertId and state = 'open'
        """,
        new { alertId, user, now },
        alertId,
        AlertEvents.Acknowledge);

    /// <returns>Whether the alert was unresolved and is resolved now.</returns>
    public Task<bool> ResolveAsync(DatabaseTransaction transaction, Guid alertId, string user, DateTimeOffset now) => ChangeAsync(
        transaction,
        """
        update alert set state = 'resolved', resolved_at = @now, resolved_by = @user
        where alert_id = @alertId and state in ('open', 'acknowledged')
        """,
        new { alertId, user, now },
        alertId,
        AlertEvents.Resolve);

    /// <summary>Resolves every alert of an incident whose cause is over, in the platform's own name, but for those that a person has resolved.</summary>
    /// <param name="transaction">Holds the alerts' rows.</param>
    /// <param name="alertId">One of the incident's alerts.</param>
    /// <param name="ending">Says when it ended, one sentence; added to the alerts' summaries.</param>
    /// <param name="now">When they are resolved.</param>
    public async Task EndAsync(DatabaseTransaction transaction, Guid alertId, string ending, DateTimeOffset now)
    {
        var ended = await transaction.QueryAsync<Guid>(
            """
            update alert set summary = summary || ' ' || @ending
            where (raised_by, deduplication_key) = (select raised_by, deduplication_key from alert where alert_id = @alertId) and state in ('open', 'acknowledged')
            returning alert_id
            """,
            new { alertId, ending = SafeText.Of(ending) });
        await ResolveAllAsync(transaction, ended, PlatformServices.Audit, now);
    }

    /// <summary>
    /// Resolves the alerts of an incident that its service says is over. The ending is kept: what was raised before it may arrive after it.
    /// </summary>
    /// <param name="transaction">Holds the alerts' rows.</param>
    /// <param name="ended">What is over. What happened after it is another incident.</param>
    /// <param name="service">Whose incident it is.</param>
    /// <param name="now">When the alerts are resolved.</param>
    public async Task EndAsync(DatabaseTransaction transaction, AlertEnded ended, string service, DateTimeOffset now)
    {
        var key = StorableText.Of(ended.DeduplicationKey);
        await transaction.ExecuteAsync(
            """
            insert into alert_ending (raised_by, deduplication_key, ended_at, ending) values (@service, @key, @OccurredAt, @ending)
            on conflict (raised_by, deduplication_key) do update set ended_at = excluded.ended_at, ending = excluded.ending
            where alert_ending.ended_at < excluded.ended_at
            """,
            new { service, key, ended.OccurredAt, ending = SafeText.Of(ended.Ending) });
        await ResolveEndedAsync(transaction, service, key, now);
    }

    /// <summary>Resolves an alert whose incident is known to be over already.</summary>
    public Task ApplyEndingAsync(DatabaseTransaction transaction, AlertRaised alert, string service, DateTimeOffset now) =>
        ResolveEndedAsync(transaction, service, StorableText.Of(alert.DeduplicationKey), now);

    private async Task ResolveEndedAsync(DatabaseTransaction transaction, string service, string key, DateTimeOffset now)
    {
        var ended = await transaction.QueryAsync<Guid>(
            """
            update alert set summary = summary || ' ' || ending
            from alert_ending e
            where alert.raised_by = @service and alert.deduplication_key = @key and alert.state in ('open', 'acknowledged')
              and (e.raised_by, e.deduplication_key) = (@service, @key) and e.ended_at >= alert.last_occurred_at
            returning alert_id
            """,
            new { service, key });
        await ResolveAllAsync(transaction, ended, service, now);
    }

    private async Task ResolveAllAsync(DatabaseTransaction transaction, IReadOnlyList<Guid> alerts, string by, DateTimeOffset now)
    {
        foreach (var alert in alerts)
        {
            await ResolveAsync(transaction, alert, by, now);
        }
    }

    private async Task<bool> ChangeAsync(DatabaseTransaction transaction, string update, object parameters, Guid alertId, string alertEvent)
    {
        if (await transaction.ExecuteAsync(update, parameters) == 0)
        {
            return false;
        }

        await deliveries.EnqueueAsync(transaction, alertId, alertEvent);
        return true;
    }
}

namespace PenguinMails.Rotation.Schedules;

/// <summary>Lists when secrets are due, the first to reach its greatest age first.</summary>
internal sealed class ScheduleQuery(Database database, TimeProvider time)
{
    /// <summary>The values of <c>due</c>: how far ahead a secret reaches its greatest age, or that it has.</summary>
    public static readonly IReadOnlyDictionary<string, TimeSpan> Horizons = new Dictionary<string, TimeSpan>(StringComparer.Ordinal)
    {
        ["overdue"] = TimeSpan.Zero,
        ["7d"] = TimeSpan.FromDays(7),
        ["30d"] = TimeSpan.FromDays(30),
    };

    public Task<PageOf<ScheduleView>> ListAsync(string? due, string? type, Guid? tenantId, Page page, CancellationToken cancellationToken) =>
        database.ReadAsync(
            connection => page.ReadAsync<ScheduleView>(
                connection,
                """
                tenant_id, type as SecretType, name as SecretName, server, due_at, deadline_at,
                coalesce(deadline_at < @now, false) as IsOverdue, state = 'asked' as IsUnderWay, trigger, failed_attempts,
                (select max(ends_at) from grace_period g
                 where g.tenant_id = s.tenant_id and g.type = s.type and g.name = s.name and g.state <> 'over') as GraceEndsAt
                """,
                """
                scheduled_secret s join tenant_schedule using (tenant_id)
                where state <> 'ended' and (@until::timestamptz is null or deadline_at < @until) and (@type::text is null or type = @type)
                  and (@tenantId::uuid is null or tenant_id = @tenantId)
                """,
                "deadline_at, tenant_id, type, name",
                new { now = time.GetUtcNow(), until = due is null ? (DateTimeOffset?)null : time.GetUtcNow() + Horizons[due], type, tenantId }),
            cancellationToken);
}

/// <summary>When one secret is due.</summary>
internal sealed class ScheduleView
{
    public Guid TenantId { get; init; }
    [OneOf(typeof(SecretTypes))]
    public string SecretType { get; init; } = "";
    public string SecretName { get; init; } = "";

    /// <summary>Its tenant's server, <c>address:port</c>.</summary>
    public string? Server { get; init; }

    /// <summary>When it is to be rotated, or tried again; absent when its policy does not rotate it by schedule.</summary>
    public DateTimeOffset? DueAt { get; init; }

    /// <summary>When its current version reaches the greatest age that its policy allows.</summary>
    public DateTimeOffset? DeadlineAt { get; init; }

    public bool IsOverdue { get; init; }

    /// <summary>Whether its rotation was asked for.</summary>
    public bool IsUnderWay { get; init; }

    /// <summary>Why it is due: schedule, incident, drift or threshold.</summary>
    [OneOf(typeof(ScheduleTriggers))]
    public string Trigger { get; init; } = "";

    /// <summary>How many attempts in a row failed.</summary>
    public int FailedAttempts { get; init; }

    /// <summary>When the last replaced version stops working, while one still works.</summary>
    public DateTimeOffset? GraceEndsAt { get; init; }
}

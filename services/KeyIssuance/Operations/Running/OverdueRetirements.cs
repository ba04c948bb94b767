namespace PenguinMails.KeyIssuance.Operations.Running;

/// <summary>
/// Rotation sends <c>RetirePreviousVersion</c> when a grace period ends. When that found another operation running, or has not come a
/// while after the end, the retirement starts from here.
/// </summary>
internal sealed class OverdueRetirements(
    Database database,
    OperationRequests requests,
    AuditTrail trail,
    MigrationsDone migrations,
    TimeProvider time,
    IOptions<KeyIssuanceOptions> options,
    ILogger<OverdueRetirements> log) : DatabaseWorker(migrations, time, log)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    protected override async Task<NextRun> RunOnceAsync(CancellationToken stoppingToken) =>
        await StartOneAsync(stoppingToken) ? NextRun.Now : NextRun.After(options.Value.Lease / 3);

    private Task<bool> StartOneAsync(CancellationToken cancellationToken) => database.InTransactionAsync(
        async transaction =>
        {
            var overdue = await transaction.QuerySingleOrDefaultAsync<Overdue>(
                """
                select s.tenant_id as "TenantId", s.type as "Type", s.name as "Name", v.version_id as "VersionId"
                from secret_version v join secret s on s.secret_id = v.secret_id
                where v.state = 'retiring' and v.grace_ends_at < @before
                  and not exists (select from operation o where o.secret_id = s.secret_id and o.status in ('pending', 'running'))
                order by v.grace_ends_at limit 1 for update of s skip locked
                """,
                new { before = Time.GetUtcNow() - Patience });
            return overdue is not null && await requests.StartAsync(transaction, new StartOperation(
                new SecretReference(overdue.TenantId, overdue.Type, overdue.Name),
                OperationKind.Retire,
                trail.Platform,
                Triggers.Automated,
                "grace_period",
                Reason: null,
                GracePeriod: null)
            {
                VersionId = overdue.VersionId,
            }) is StartOutcome.Started;
        },
        cancellationToken);

    private sealed record Overdue(Guid TenantId, string Type, string Name, Guid VersionId);
}

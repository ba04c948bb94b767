using PenguinMails.KeyIssuance.Servers.Enrolment;

namespace PenguinMails.KeyIssuance.SecretEnrolments;

/// <summary>
/// Enrols the further secrets of a development instance's tenants once these have a server, through the same enrolment as the endpoint. What is
/// there already gets the settings of this start: ports and addresses may differ from start to start.
/// </summary>
internal sealed class DevelopmentSecrets(
    string file, Database database, SecretEnrolment enrolments, SecretTypeCatalog types, MigrationsDone migrations, AuditTrail trail, TimeProvider time,
    ILogger<DevelopmentSecrets> log) : DatabaseWorker(migrations, time, log)
{
    private static readonly TimeSpan RetryInterval = TimeSpan.FromSeconds(1);

    private List<Wanted>? _waiting;

    protected override async Task<NextRun> RunOnceAsync(CancellationToken stoppingToken)
    {
        _waiting ??= [.. (await DevelopmentTenants.ReadAsync(file, stoppingToken)).SelectMany(WantedBy)];
        foreach (var wanted in _waiting.ToArray())
        {
            if (await database.InTransactionAsync(transaction => TryEnrolAsync(transaction, wanted), stoppingToken))
            {
                _waiting.Remove(wanted);
            }
        }

        return _waiting.Count == 0 ? NextRun.Never : NextRun.After(RetryInterval);
    }

    private IEnumerable<Wanted> WantedBy(DevelopmentTenant tenant)
    {
        foreach (var secret in tenant.Secrets ?? [])
        {
            var enrolment = types.Find(secret.Type)?.ReadEnrolment(secret.Body);
            if (enrolment is Enrolment.Read read)
            {
                yield return new Wanted(tenant.TenantId, secret.Type, read.Secret);
            }
            else
            {
                Log.DevelopmentSecretIsWrong(Logger, secret.Type, tenant.Name, enrolment is null ? "there is no such type" : "its request is wrong");
            }
        }
    }

    /// <returns>Whether the secret is there, or begins.</returns>
    private async Task<bool> TryEnrolAsync(DatabaseTransaction transaction, Wanted wanted)
    {
        // Instances of this service take turns.
        await transaction.ExecuteAsync("select pg_advisory_xact_lock(hashtext(@key))", new { key = $"secrets of {wanted.TenantId}" });
        var tenant = await transaction.QuerySingleOrDefaultAsync<Tenant>(
            """
            select v.address as "Address", exists (select from secret s where s.tenant_id = t.tenant_id and s.type = @Type and s.name = @Name) as "HasSecret"
            from tenant t left join server v on v.tenant_id = t.tenant_id and v.state = 'active'
            where t.tenant_id = @TenantId and t.enrolled_at is not null
            """,
            new { wanted.TenantId, wanted.Type, wanted.Secret.Name });
        if (tenant is { HasSecret: true })
        {
            await KeepSettingsAsync(transaction, wanted, tenant.Address);
            return true;
        }

        return tenant is { Address: not null } && await enrolments.StartAsync(
            transaction,
            new StartOperation(
                new SecretReference(wanted.TenantId, wanted.Type, wanted.Secret.Name), OperationKind.Issue, trail.Platform, Triggers.Automated, "enrolment", Reason: null, GracePeriod: null),
            wanted.Secret.Settings) is StartOutcome.Started;
    }

    private Task<int> KeepSettingsAsync(DatabaseTransaction transaction, Wanted wanted, string? address)
    {
        var settings = address is null ? wanted.Secret.Settings : types.Get(wanted.Type).SettingsOn(wanted.Secret.Settings, address, formerAddress: null);
        return transaction.ExecuteAsync(
            """
            update secret set settings = @settings::jsonb
            where tenant_id = @TenantId and type = @Type and name = @Name and deleted_at is null and settings <> @settings::jsonb
            """,
            new { wanted.TenantId, wanted.Type, wanted.Secret.Name, settings = JsonSerializer.Serialize(settings) });
    }

    private sealed record Wanted(Guid TenantId, string Type, NewSecret Secret);

    private sealed record Tenant(string? Address, bool HasSecret);
}

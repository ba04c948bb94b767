using Npgsql;
using PenguinMails.KeyIssuance.Servers.Connections;

namespace PenguinMails.KeyIssuance.Servers.Enrolment;

/// <summary>One tenant server of a development instance, as the AppHost describes it.</summary>
/// <param name="TenantId">The tenant.</param>
/// <param name="Name">Its display name.</param>
/// <param name="Address">The server's loopback address.</param>
/// <param name="Port">Its SSH port.</param>
/// <param name="HostKeyFile">File with the public host key.</param>
/// <param name="BootstrapUsername">The account that the bootstrap key opens.</param>
/// <param name="BootstrapKeyFile">File with the bootstrap private key.</param>
/// <param name="Secrets">Further secrets that it gets once it is enrolled.</param>
public sealed record DevelopmentTenant(
    Guid TenantId, string Name, string Address, int Port, string HostKeyFile, string BootstrapUsername, string BootstrapKeyFile,
    IReadOnlyList<DevelopmentSecret>? Secrets = null);

/// <summary>A secret of a tenant of a development instance.</summary>
/// <param name="Type">Its type.</param>
/// <param name="Body">The request that enrols it, as an administrator would send it.</param>
public sealed record DevelopmentSecret(string Type, JsonObject Body);

/// <summary>
/// Enrols the tenants of a development instance through the same enrolment as the endpoint. Refuses to start elsewhere.
/// </summary>
internal sealed class DevelopmentTenants(
    string file, Database database, TenantEnrolment enrolment, MigrationsDone migrations, AuditTrail trail, TimeProvider time,
    ILogger<DevelopmentTenants> log) : DatabaseWorker(migrations, time, log)
{
    private static readonly TimeSpan RetryInterval = TimeSpan.FromSeconds(2);

    private List<DevelopmentTenant>? _waiting;

    protected override async Task<NextRun> RunOnceAsync(CancellationToken stoppingToken)
    {
        _waiting ??= await ReadAsync(file, stoppingToken);
        foreach (var tenant in _waiting.ToArray())
        {
            if (await TryEnrolAsync(tenant, stoppingToken))
            {
                _waiting.Remove(tenant);
            }
        }

        return _waiting.Count == 0 ? NextRun.Never : NextRun.After(RetryInterval);
    }

    internal static async Task<List<DevelopmentTenant>> ReadAsync(string file, CancellationToken cancellationToken)
    {
        await using var stream = File.OpenRead(file);
        return await JsonSerializer.DeserializeAsync<List<DevelopmentTenant>>(stream, JsonSerializerOptions.Web, cancellationToken) ?? [];
    }

    private async Task<bool> TryEnrolAsync(DevelopmentTenant tenant, CancellationToken cancellationToken)
    {
        try
        {
            var hostKey = (await File.ReadAllTextAsync(tenant.HostKeyFile, cancellationToken)).Trim();
            var privateKey = await File.ReadAllTextAsync(tenant.BootstrapKeyFile, cancellationToken);
            var bootstrap = new BootstrapCredential(tenant.BootstrapUsername, privateKey);
            var request = new EnrolTenant(tenant.TenantId, tenant.Name, new EnrolServer(tenant.Address, tenant.Port, hostKey, bootstrap));
            var publicHalf = await enrolment.ReadBootstrapAsync(request.Server, cancellationToken)
                ?? throw new IOException($"{tenant.BootstrapKeyFile} is not a private key.");
            // The server may have moved since the last start; the tenant may be enrolled.
            if (await database.InTransactionAsync(transaction => MoveAsync(transaction, tenant), cancellationToken))
            {
                return true;
            }

            var bootstrapVersion = await enrolment.StageBootstrapAsync(tenant.TenantId, request.Server, publicHalf, cancellationToken);
            var isStarted = await database.InTransactionAsync(
                async transaction =>
                {
                    // Instances of this service take turns.
                    await transaction.ExecuteAsync("select pg_advisory_xact_lock(hashtext(@key))", new { key = "enrol " + tenant.TenantId });
                    return !await TenantEnrolment.IsTakenAsync(transaction, tenant.TenantId)
                        && await enrolment.StartAsync(transaction, request, bootstrapVersion, trail.Platform, Triggers.Automated) is StartOutcome.Started;
                },
                cancellationToken);
            if (!isStarted)
            {
                await enrolment.DiscardAsync(bootstrapVersion, cancellationToken);
            }

            return true;
        }
        catch (Exception failure) when (failure is IOException or NpgsqlException or TimeoutException or VaultUnavailableException)
        {
            Log.DevelopmentTenantWaits(Logger, tenant.Name, failure.Message);
            return false;
        }
    }

    // The loopback network of the servers may differ from start to start; the server behind it is the same.
    private static async Task<bool> MoveAsync(DatabaseTransaction transaction, DevelopmentTenant tenant)
    {
        await transaction.ExecuteAsync(
            $"""
            update server set address = @Address, port = @Port, {ServerBreaker.Closed}
            where tenant_id = @TenantId and state <> 'abandoned' and (address, port) <> (@Address, @Port)
            """,
            new { tenant.Address, tenant.Port, tenant.TenantId });
        return await TenantEnrolment.IsTakenAsync(transaction, tenant.TenantId);
    }
}

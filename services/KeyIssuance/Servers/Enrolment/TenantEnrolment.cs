using System.Runtime.ExceptionServices;
using Npgsql;
using PenguinMails.KeyIssuance.Material;
using PenguinMails.KeyIssuance.Servers.Connections;

namespace PenguinMails.KeyIssuance.Servers.Enrolment;

/// <summary>
/// Starts the enrolment of a tenant, or starts it again after it failed. The bootstrap credential is staged in Vault first; then one
/// transaction starts the enrolment that uses it. A credential whose transaction started nothing is discarded.
/// </summary>
public sealed class TenantEnrolment(
    Database database, IKeyValueStore vault, TenantSeal seal, IPrivateKeyFormat format, OperationRequests operations, SecretTypeCatalog types, TimeProvider time)
{
    private const string OneAccount = "server_one_account";
    private const string AdminAccount = "penguin-admin";
    private const int MostAttempts = 10;

    /// <returns>The public half of the bootstrap key; null when it is no unencrypted private key.</returns>
    public async Task<PublicKey?> ReadBootstrapAsync(EnrolServer server, CancellationToken cancellationToken)
    {
        using var key = new PlainTextPrivateKey(Encoding.UTF8.GetBytes(Normalised(server)));
        return await format.PublicHalfAsync(key, cancellationToken);
    }

    /// <summary>Finds out before anything is changed whether the tenant's account on the server is another tenant's.</summary>
    /// <returns>Null when it is not.</returns>
    public async Task<StartOutcome.AccountTaken?> FindConflictAsync(Guid tenantId, EnrolServer server, CancellationToken cancellationToken)
    {
        var (address, account) = (ServerAddress.Normalize(server.Address), AccountOf(tenantId));
        var isTaken = await database.ReadAsync(
            read => read.ScalarAsync<bool>(
                """
                select exists (select from server where state <> 'abandoned' and lower(address) = @address and port = @Port
                                 and tenant_account = @account and tenant_id <> @tenantId)
                """,
                new { address, server.Port, account, tenantId }),
            cancellationToken);
        return isTaken ? new StartOutcome.AccountTaken(account, $"{address}:{server.Port}") : null;
    }

    /// <summary>Keeps the bootstrap credential in Vault until the enrolment has used it.</summary>
    /// <exception cref="VaultUnavailableException">Vault does not answer, or others write to the path all the time.</exception>
    public async Task<StagedBootstrap> StageBootstrapAsync(Guid tenantId, EnrolServer server, PublicKey publicHalf, CancellationToken cancellationToken)
    {
        var path = VaultPath.Ssh(tenantId, ServerKeys.Bootstrap);
        using var values = new PlainTextValues
        {
            { "username", server.Bootstrap.Username },
            { ServerKeys.PrivateKey, Normalised(server) },
            { SecretValues.VersionId, Guid.CreateVersion7(time.GetUtcNow()).ToString() },
            { "public_key", publicHalf.ToString() },
            { "removeAfter", server.Bootstrap.RemoveFromServer ? "true" : "false" },
        };
        await seal.EnsureKeyAsync(tenantId, cancellationToken);
        using var stored = await seal.SealAsync(tenantId, values, [ServerKeys.PrivateKey], cancellationToken);
        for (var attempt = 0; attempt < MostAttempts; attempt++)
        {
            var newest = await vault.ReadMetadataAsync(path, cancellationToken);
            if (await vault.WriteAsync(path, stored, newest?.CurrentVersion ?? 0, cancellationToken) is WriteOutcome.Written written)
            {
                return new StagedBootstrap(tenantId, written.Version);
            }
        }

        throw new VaultUnavailableException(VaultTrouble.RateLimited);
    }

    /// <summary>Destroys a credential that no enrolment uses.</summary>
    public Task DiscardAsync(StagedBootstrap bootstrap, CancellationToken cancellationToken) =>
        vault.DestroyAsync(VaultPath.Ssh(bootstrap.TenantId, ServerKeys.Bootstrap), [bootstrap.VaultVersion], cancellationToken);

    /// <summary>Whether the tenant is enrolled, or is being enrolled now.</summary>
    public static async Task<bool> IsTakenAsync(DatabaseTransaction transaction, Guid tenantId) => await transaction.ScalarAsync<bool>(
        """
        select exists (select from tenant where tenant_id = @tenantId and enrolled_at is not null)
            or exists (select from operation where tenant_id = @tenantId and status in ('pending', 'running'))
        """,
        new { tenantId });

    /// <summary>
    /// Records tenant, server and secrets, and starts the enrolment in the same transaction. Where the tenant's account on the server is another
    /// tenant's, nothing is recorded: of two enrolments at the same time, the unique index lets one through.
    /// </summary>
    public async Task<StartOutcome> StartAsync(
        DatabaseTransaction transaction, EnrolTenant request, StagedBootstrap bootstrap, AuditActor actor, string triggeredBy)
    {
        StartOutcome? outcome = null;
        var failure = await transaction.TryAsync(async () => outcome = await RecordAsync(transaction, request, bootstrap, actor, triggeredBy));
        if (failure is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation, ConstraintName: OneAccount })
        {
            return new StartOutcome.AccountTaken(AccountOf(request.TenantId), $"{ServerAddress.Normalize(request.Server.Address)}:{request.Server.Port}");
        }

        if (failure is not null)
        {
            ExceptionDispatchInfo.Throw(failure);
        }

        return outcome!;
    }

    private async Task<StartOutcome> RecordAsync(
        DatabaseTransaction transaction, EnrolTenant request, StagedBootstrap bootstrap, AuditActor actor, string triggeredBy)
    {
        await transaction.ExecuteAsync(
            "insert into tenant (tenant_id, name) values (@TenantId, @Name) on conflict (tenant_id) do update set name = @Name", request);
        var serverId = await UpsertServerAsync(transaction, request, bootstrap);
        foreach (var type in types.All)
        {
            foreach (var secret in type.SecretsOfNewServer())
            {
                await transaction.ExecuteAsync(
                    """
                    insert into secret (secret_id, tenant_id, type, name, server_id, settings)
                    values (@id, @TenantId, @type, @Name, @serverId, @settings::jsonb)
                    on conflict (tenant_id, type, name) do update set server_id = @serverId
                    """,
                    new
                    {
                        id = Guid.CreateVersion7(time.GetUtcNow()),
                        request.TenantId,
                        type = type.Name,
                        secret.Name,
                        serverId,
                        settings = JsonSerializer.Serialize(secret.Settings),
                    });
            }
        }

        await MoveSecretsAsync(transaction, request, serverId);
        return await operations.StartAsync(
            transaction,
            new StartOperation(
                ServerKeys.AdminKeyOf(request.TenantId), OperationKind.Enroll, actor, triggeredBy, "enrolment", Reason: null, GracePeriod: null));
    }

    /// <summary>What else lived on an abandoned server of the tenant belongs to its successor.</summary>
    private async Task MoveSecretsAsync(DatabaseTransaction transaction, EnrolTenant request, Guid serverId)
    {
        var left = await transaction.QueryAsync<LeftSecret>(
            """
            select s.secret_id as "SecretId", s.type as "Type", s.settings::text as "Settings", v.address as "Address"
            from secret s join server v on v.server_id = s.server_id
            where s.tenant_id = @TenantId and s.deleted_at is null and v.state = 'abandoned' order by s.secret_id for update of s
            """,
            request);
        foreach (var secret in left)
        {
            var settings = types.Get(secret.Type).SettingsOn(
                JsonSerializer.Deserialize<Dictionary<string, string>>(secret.Settings)!, ServerAddress.Normalize(request.Server.Address), secret.Address);
            await transaction.ExecuteAsync(
                "update secret set server_id = @serverId, settings = @settings::jsonb where secret_id = @SecretId",
                new { secret.SecretId, serverId, settings = JsonSerializer.Serialize(settings) });
        }
    }

    private Task<Guid> UpsertServerAsync(DatabaseTransaction transaction, EnrolTenant request, StagedBootstrap bootstrap) => transaction.ScalarAsync<Guid>(
        $"""
        insert into server (server_id, tenant_id, address, port, host_key, admin_account, tenant_account, state, bootstrap_version)
        values (@id, @TenantId, @address, @Port, @HostKey, @AdminAccount, @account, 'enrolling', @VaultVersion)
        on conflict (tenant_id) where state <> 'abandoned'
        do update set address = @address, port = @Port, host_key = @HostKey, bootstrap_version = @VaultVersion, shares_account = false, {ServerBreaker.Closed}
        returning server_id
        """,
        new
        {
            id = Guid.CreateVersion7(time.GetUtcNow()),
            request.TenantId,
            request.Server.Port,
            request.Server.HostKey,
            AdminAccount,
            address = ServerAddress.Normalize(request.Server.Address),
            account = AccountOf(request.TenantId),
            bootstrap.VaultVersion,
        });

    private sealed record LeftSecret(Guid SecretId, string Type, string Settings, string Address);

    private static string AccountOf(Guid tenantId) => "tenant-" + tenantId.ToString("N")[..8];

    // OpenSSH insists on one line break at the end, and on no carriage returns.
    private static string Normalised(EnrolServer server) =>
        server.Bootstrap.PlainTextPrivateKey.Trim().ReplaceLineEndings("\n") + "\n";
}

/// <summary>A bootstrap credential that waits in Vault for its enrolment.</summary>
/// <param name="TenantId">Whose server it opens.</param>
/// <param name="VaultVersion">Vault's number of it.</param>
public sealed record StagedBootstrap(Guid TenantId, int VaultVersion);

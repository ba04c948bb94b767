using System.Text.Json;
using Dapper;
using Npgsql;
using PenguinMails.LocalComponents;
using PenguinMails.TestKit;

namespace PenguinMails.Destruction.Tests.Platform;

/// <summary>
/// The whole system as real processes: two instances of each service that may have several, the broker, PostgreSQL, a Vault that
/// stores in it, and three servers with three tenants each.
/// </summary>
internal sealed class RunningPlatform : IAsyncDisposable
{
    private const int Servers = 3;
    private const int TenantsOfServer = 3;
    private static readonly TimeSpan StartLimit = TimeSpan.FromMinutes(8);

    private readonly Dictionary<string, string> _databases = new(StringComparer.Ordinal);
    private readonly string _folder = TestFolder.Create("destruction");
    private readonly List<TestSshServer> _servers = [];

    public TestPostgres Postgres { get; private set; } = null!;

    public TestRabbitMq Broker { get; private set; } = null!;

    public TestVault Vault { get; private set; } = null!;

    public IReadOnlyList<TestSshServer> SshServers => _servers;

    public IReadOnlyList<Tenant> Tenants { get; private set; } = [];

    /// <summary>The services by name; instances of one end in a number.</summary>
    public List<Member> Members { get; } = [];

    public Member Gateway => Members[^1];

    public static async Task<RunningPlatform> StartAsync()
    {
        var platform = new RunningPlatform();
        var broker = TestRabbitMq.StartAsync();
        for (var number = 0; number < Servers; number++)
        {
            platform._servers.Add(await TestSshServer.StartAsync());
        }

        platform.Postgres = await TestPostgres.StartAsync(durable: true);
        foreach (var name in (string[])["vault", "identity", "keyissuance", "rotation", "audit", "adminquery", "vaultoperations"])
        {
            platform._databases[name] = await platform.Postgres.CreateDatabaseAsync();
        }

        platform.Vault = await TestVault.StartAsync(platform._databases["vault"]);
        platform.Tenants = [.. platform._servers.SelectMany(server => Enumerable.Repeat(server, TenantsOfServer)).Select((server, number) => Tenant.Of(number, server))];
        platform.Broker = await broker;
        await platform.StartServicesAsync(await platform.Broker.CreateVirtualHostAsync());
        return platform;
    }

    /// <summary>Asks a service's database, from outside.</summary>
    public async Task<IReadOnlyList<T>> QueryAsync<T>(string database, string sql, object? parameters = null)
    {
        // Without a pool: a connection of before a kill would only be in the way.
        await using var connection = new NpgsqlConnection(_databases[database] + ";Pooling=false;Timeout=5;Command Timeout=20");
        return [.. await connection.QueryAsync<T>(sql, parameters)];
    }

    public async Task WaitHealthyAsync()
    {
        foreach (var member in Members)
        {
            await member.WaitHealthyAsync(StartLimit);
        }
    }

    /// <summary>No rotation is due from now on; what has begun goes on.</summary>
    public async Task EndScheduleAsync()
    {
        foreach (var rotation in Members.Where(member => member.Name.StartsWith("rotation", StringComparison.Ordinal)))
        {
            await rotation.KillAsync(("Rotation__Ssh__Enabled", "false"));
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Task.WhenAll(Members.Select(member => member.DisposeAsync().AsTask()));
        await Task.WhenAll(_servers.Select(server => server.DisposeAsync().AsTask()));
        foreach (var component in new IAsyncDisposable?[] { Vault, Broker, Postgres })
        {
            if (component is not null)
            {
                await component.DisposeAsync();
            }
        }
    }

    private async Task StartServicesAsync(string messaging)
    {
        var (delivery, bootstrap) = (Path.Combine(_folder, "delivery"), Path.Combine(_folder, "bootstrap-token"));
        File.Copy(Vault.RootTokenFile, bootstrap);
        await AddAsync("vault-operations", "VaultOperations", Settings("vault-operations", "vaultoperations", new()
        {
            ["VaultOperations__DeliveryFolder"] = delivery,
            ["VaultOperations__BootstrapTokenFile"] = bootstrap,
            ["VaultOperations__KeepBootstrapToken"] = "true",
            ["VaultOperations__PoolSize"] = "8",
            ["VaultOperations__CheckInterval"] = "00:00:05",
        }));
        await Members[^1].WaitHealthyAsync(StartLimit);

        await AddAsync("identity", "Identity", Settings("identity", "identity", new()
        {
            ["Identity__SeedDevelopmentUsers"] = "true",
            ["Identity__AccessTokenLifetime"] = "01:00:00",
            ["Identity__MaxFailures"] = "100",
        }));
        var identity = Members[^1];
        await identity.WaitHealthyAsync(StartLimit);
        await AddOwnersAsync();

        var tenants = await WriteTenantsAsync();
        var ledgerFolder = TestFolder.Create("ledger");
        for (var instance = 0; instance < 2; instance++)
        {
            await AddAsync($"key-issuance-{instance}", "KeyIssuance", Settings("key-issuance", "keyissuance", new()
            {
                ["KeyIssuance__DevelopmentTenantsFile"] = tenants,
                ["KeyIssuance__Lease"] = "00:00:03",
                ["KeyIssuance__FirstBackOff"] = "00:00:00.500",
                ["KeyIssuance__MaxBackOff"] = "00:00:04",
                ["KeyIssuance__DependencyRetry"] = "00:00:00.500",
                ["KeyIssuance__MaxAttempts"] = "4",
                ["KeyIssuance__Ssh__GracePeriod"] = "00:00:06",
                ["Ssh__ConnectTimeout"] = "00:00:05",
                ["Ssh__CommandTimeout"] = "00:00:10",
            }));
            await AddAsync($"rotation-{instance}", "Rotation", Settings("rotation", "rotation", new()
            {
                ["Rotation__Ssh__Interval"] = "00:00:20",
                ["Rotation__Ssh__GracePeriod"] = "00:00:06",
                ["Rotation__Ssh__RetryDelay"] = "00:00:03",
                ["Rotation__Ssh__RetryDelayLimit"] = "00:00:10",
                ["Rotation__Scheduler__RotationPatience"] = "00:00:20",
                ["Rotation__Scheduler__RetirementPatience"] = "00:00:05",
            }));
            await AddAsync($"audit-{instance}", "Audit", Settings("audit", "audit", new()
            {
                ["Audit__CheckpointInterval"] = "00:00:05",
                ["Audit__CheckpointFolder"] = ledgerFolder,
                ["Audit__Retention__ArchiveFolder"] = ledgerFolder,
            }));
        }

        await AddAsync("admin-query", "AdminQuery", Settings("admin-query", "adminquery", []));
        await AddAsync("gateway", "Gateway", Settings("gateway", database: null, new()
        {
            ["Gateway__SignInsPerMinute"] = "100000",
            ["Gateway__StepUpsPerMinute"] = "100000",
            ["Gateway__RequestsPerMinute"] = "1000000",
        }));
        await WaitHealthyAsync();

        Dictionary<string, string> Settings(string service, string? database, Dictionary<string, string> own)
        {
            own["Vault__CredentialFolder"] = Path.Combine(delivery, service);
            own["ConnectionStrings__messaging"] = Broker.As(messaging, service);
            if (database is not null)
            {
                own[$"ConnectionStrings__{database}"] = _databases[database] + ";Maximum Pool Size=20;Timeout=3;Command Timeout=5";
            }

            foreach (var (name, instances) in Members.GroupBy(member => member.Name.TrimEnd('0', '1').TrimEnd('-')).Select(group => (group.Key, group.ToArray())))
            {
                for (var index = 0; index < instances.Length; index++)
                {
                    own[$"services__{name}__http__{index}"] = instances[index].Address.ToString();
                }
            }

            return own;
        }
    }

    private async Task AddAsync(string name, string project, Dictionary<string, string> settings)
    {
        settings["Vault__Address"] = Vault.Address.ToString();
        settings["Vault__AttemptTimeout"] = "00:00:02";
        settings["Vault__TotalTimeout"] = "00:00:05";
        settings["Vault__BreakDuration"] = "00:00:00.5";
        settings["Logging__LogLevel__Default"] = "Information";
        var member = new Member(name, project, settings);
        await member.StartAsync();
        Members.Add(member);
    }

    /// <summary>Owners with the password and the code of a development user; the secret's cipher text belongs to no row.</summary>
    private async Task AddOwnersAsync()
    {
        foreach (var tenant in Tenants)
        {
            await QueryAsync<int>(
                "identity",
                """
                insert into platform_user (user_id, email, password_hash, totp_secret, role, tenant_id, status, created_at)
                select @userId, @Email, password_hash, totp_secret, 'tenant_owner', @tenantId, 'active', now() from platform_user where email = @model
                returning 1
                """,
                new { userId = Guid.CreateVersion7(), tenant.Owner.Email, tenantId = tenant.Id, model = DevelopmentUser.AcmeOwner.Email });
        }
    }

    private async Task<string> WriteTenantsAsync()
    {
        foreach (var (server, index) in _servers.Select((server, index) => (server, index)))
        {
            await File.WriteAllTextAsync(Path.Combine(_folder, $"host-key-{index}"), server.HostKey);
        }

        var file = Path.Combine(_folder, "tenants.json");
        await File.WriteAllTextAsync(file, JsonSerializer.Serialize(Tenants.Select(tenant => new
        {
            tenantId = tenant.Id,
            name = $"Tenant {tenant.Number}",
            address = tenant.Server.Address,
            port = tenant.Server.Port,
            hostKeyFile = Path.Combine(_folder, $"host-key-{_servers.IndexOf(tenant.Server)}"),
            bootstrapUsername = TenantServer.AdminAccount,
            bootstrapKeyFile = tenant.Server.BootstrapKeyPath,
        })));
        return file;
    }
}

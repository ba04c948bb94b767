using System.Security.Cryptography;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using PenguinMails.Contracts;
using PenguinMails.Contracts.Messages;
using PenguinMails.KeyIssuance.AdminAccess;
using PenguinMails.KeyIssuance.Deletions;
using PenguinMails.KeyIssuance.Drift;
using PenguinMails.KeyIssuance.GracePeriods;
using PenguinMails.KeyIssuance.Material;
using PenguinMails.KeyIssuance.Operations;
using PenguinMails.KeyIssuance.Reveals;
using PenguinMails.KeyIssuance.SecretEnrolments;
using PenguinMails.KeyIssuance.SecretTypes;
using PenguinMails.KeyIssuance.SecretTypes.Ssh.Downloads;
using PenguinMails.KeyIssuance.SecretTypes.Ssh.TenantAccess;
using PenguinMails.KeyIssuance.Servers.Enrolment;
using PenguinMails.KeyIssuance.TenantStates;
using PenguinMails.Postgres;
using PenguinMails.ServiceDefaults;
using PenguinMails.Ssh;
using PenguinMails.TestKit;
using PenguinMails.Vault;

namespace PenguinMails.KeyIssuance.Tests;

/// <summary>
/// What KeyIssuance needs, for real: a database, a virtual host, a Vault and a server; and its own seams in this process, so
/// that tests can ask for operations and look at what became of them.
/// </summary>
public sealed class World : IAsyncDisposable
{
    private readonly IHost _host;
    private readonly Dictionary<string, string> _environment;

    // Not of one that is made on another's.
    private readonly bool _ownsStores;

    private World(IHost host, Dictionary<string, string> environment, string broker, TestSshServer server, TestVault vault, bool ownsStores = true)
    {
        (_host, _environment, Broker, Server, Vault, _ownsStores) = (host, environment, broker, server, vault, ownsStores);
    }

    /// <summary>Settings of a service that soon gives up a server which does not answer.</summary>
    public static IReadOnlyDictionary<string, string> ShortPatience { get; } = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["Ssh__ConnectTimeout"] = "00:00:03",
        ["Ssh__CommandTimeout"] = "00:00:05",
        ["KeyIssuance__Drift__CheckLimit"] = "00:00:20",
    };

    public TestSshServer Server { get; }

    /// <summary>The virtual host that this world's services use, for the broker's administrator, who may speak for other services.</summary>
    public string Broker { get; }

    public TestVault Vault { get; }

    public Database Database => _host.Services.GetRequiredService<Database>();

    /// <summary>How the service reaches its database.</summary>
    public string ConnectionString => _environment["ConnectionStrings__keyissuance"];

    public NpgsqlDataSource Source => _host.Services.GetRequiredService<NpgsqlDataSource>();

    /// <summary>How many versions of a path in Vault still hold values.</summary>
    public async Task<int> HeldAsync(VaultPath path) => (await Secrets.ReadMetadataAsync(path))?.Versions.Count(version => !version.IsDestroyed) ?? 0;

    public IKeyValueStore Secrets => _host.Services.GetRequiredService<IKeyValueStore>();

    public TenantSeal Seal => _host.Services.GetRequiredService<TenantSeal>();

    public ISshConnector Ssh => _host.Services.GetRequiredService<ISshConnector>();

    public OperationRequests Requests => _host.Services.GetRequiredService<OperationRequests>();

    public TenantEnrolment Enrolment => _host.Services.GetRequiredService<TenantEnrolment>();

    public EndGracePeriod EndGracePeriod => _host.Services.GetRequiredService<EndGracePeriod>();

    public SshCredentialsQuery Credentials => _host.Services.GetRequiredService<SshCredentialsQuery>();

    /// <summary>The tenant as it would be reported now; null when there is none.</summary>
    public async Task<TenantState?> StateOfAsync(Tenant tenant) =>
        (await Database.ReadAsync(read => Services.GetRequiredService<TenantStateQuery>().ReadAsync(read, [tenant.Id]), default)).SingleOrDefault();

    public DeletionRequests Deletions => _host.Services.GetRequiredService<DeletionRequests>();

    public ApprovalRequests Approvals => _host.Services.GetRequiredService<ApprovalRequests>();

    public IServiceProvider Services => _host.Services;

    public SecretEnrolment SecretEnrolments => _host.Services.GetRequiredService<SecretEnrolment>();

    public EmergencyReset Resets => _host.Services.GetRequiredService<EmergencyReset>();

    public SecretOperationsQuery Histories => _host.Services.GetRequiredService<SecretOperationsQuery>();

    public IResponseWrapping Wrapping => _host.Services.GetRequiredService<IResponseWrapping>();

    public ITransit Transit => _host.Services.GetRequiredService<ITransit>();

    public RevealClaims Claims => _host.Services.GetRequiredService<RevealClaims>();

    public IKeyPairGenerator KeyPairs => _host.Services.GetRequiredService<IKeyPairGenerator>();

    public DriftChecks Checks => _host.Services.GetRequiredService<DriftChecks>();

    public SecretTypeCatalog Types => _host.Services.GetRequiredService<SecretTypeCatalog>();

    internal DriftDecisions Decisions => _host.Services.GetRequiredService<DriftDecisions>();

    public AuditTrail Trail => _host.Services.GetRequiredService<AuditTrail>();

    /// <param name="vault">A Vault of the test's own; the shared one otherwise.</param>
    /// <param name="postgres">A database server of the test's own; the shared one otherwise.</param>
    /// <param name="server">How the tenant server differs from the usual one.</param>
    public static async Task<World> StartAsync(TestVault? vault = null, TestPostgres? postgres = null, TestSshServerOptions? server = null)
    {
        var rabbit = TestRabbitMq.SharedAsync();
        var sshd = TestSshServer.StartAsync(server);
        postgres ??= await TestPostgres.SharedAsync();
        vault ??= await TestVault.SharedAsync();
        await MountAsync(vault);
        var database = await postgres.CreateDatabaseAsync(MigrateAsync);
        var broker = await (await rabbit).CreateVirtualHostAsync();
        var environment = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["ConnectionStrings__keyissuance"] = database + ";Maximum Pool Size=20;Timeout=15;Command Timeout=30",
            ["ConnectionStrings__messaging"] = (await rabbit).As(broker, PlatformServices.KeyIssuance),
            ["Vault__Address"] = vault.Address.ToString(),
            ["Vault__TokenFile"] = vault.RootTokenFile,
            ["Vault__AttemptTimeout"] = "00:00:05",
            ["Vault__TotalTimeout"] = "00:00:15",
            ["services__identity__http__0"] = "http://127.0.0.1:1",
            ["KeyIssuance__Lease"] = "00:00:02",
            ["KeyIssuance__PollInterval"] = "00:00:00.200",
            ["KeyIssuance__FirstBackOff"] = "00:00:00.200",
            ["KeyIssuance__MaxBackOff"] = "00:00:01",
            ["KeyIssuance__Breaker__FirstCoolDown"] = "00:00:00.200",
            ["KeyIssuance__Breaker__MaxCoolDown"] = "00:00:01",
            ["KeyIssuance__DependencyRetry"] = "00:00:00.300",
            ["KeyIssuance__MaxAttempts"] = "3",
            ["KeyIssuance__Breaker__Patience"] = "00:00:00",
            // Tests that want a look ask for one.
            ["KeyIssuance__Drift__Interval"] = "30.00:00:00",
            ["KeyIssuance__Drift__CheckLimit"] = "00:01:00",
            // Long: tests whose server hangs want shorter ones, all others want none to end on a busy machine (ShortPatience).
            ["Ssh__ConnectTimeout"] = "00:00:15",
            ["Ssh__CommandTimeout"] = "00:00:30",
            ["Logging__LogLevel__Default"] = "Warning",
        };
        var started = await sshd;
        if (server?.HasMail == true)
        {
            environment["KeyIssuance__Smtp__SubmissionPort"] = $"{started.Mail.SubmissionPort}";
            environment["KeyIssuance__Smtp__ImapPort"] = $"{started.Mail.ImapPort}";
            environment["KeyIssuance__Smtp__AuthorityFile"] = TestMail.Authority.CertificateFile;
        }

        var host = WorldServices.Build(environment);
        await host.StartAsync();
        return new World(host, environment, broker, started, vault);
    }

    /// <summary>The same Vault and server with another database, brought up to date.</summary>
    public async Task<World> OnDatabaseAsync(string database)
    {
        var environment = new Dictionary<string, string>(_environment, StringComparer.Ordinal)
        {
            ["ConnectionStrings__keyissuance"] = database + ";Maximum Pool Size=20;Timeout=15;Command Timeout=30",
        };
        await MigrateAsync(database);
        var host = WorldServices.Build(environment);
        await host.StartAsync();
        return new World(host, environment, Broker, Server, Vault, ownsStores: false);
    }

    /// <summary>Sends commands, or publishes events, as Rotation.</summary>
    /// <remarks>A service that has just started declares its exchanges and queues a moment later: they are waited for.</remarks>
    public Task HearFromRotationAsync(params IEnumerable<object> messages) => HearFromAsync(PlatformServices.Rotation, messages);

    /// <summary>Sends commands, or publishes events, as another service.</summary>
    /// <inheritdoc cref="HearFromRotationAsync"/>
    public async Task HearFromAsync(string service, params IEnumerable<object> messages)
    {
        foreach (var message in messages)
        {
            await Eventually.Async(
                async () =>
                {
                    await using var sender = await MessageSender.ConnectAsync(Broker); // the broker closes a channel on which it refuses
                    await (message is ICommand
                        ? sender.SendAsync(Queues.KeyIssuanceCommands, message, service)
                        : sender.PublishAsync(message, service));
                    return true;
                },
                what: "A queue that takes the message");
        }
    }

    public Task<int> CountAsync(string sql, object parameters) =>
        Database.ReadAsync(read => read.ScalarAsync<int>(sql, parameters), default);

    public Task ExecuteAsync(string sql, object parameters) =>
        Database.InTransactionAsync(transaction => transaction.ExecuteAsync(sql, parameters), default);

    /// <summary>Pins another host key for the server, as an admin would who has looked into it.</summary>
    public Task PinAsync(string hostKey) => ExecuteAsync("update server set host_key = @hostKey", new { hostKey });

    /// <summary>Starts an instance of the service in this process.</summary>
    /// <param name="settings">What differs from the world's settings, with names as in environment variables.</param>
    /// <param name="change">Changes the instance's own services before it is built.</param>
    public Task<InProcessService> StartServiceAsync(
        IReadOnlyDictionary<string, string>? settings = null, Action<IServiceCollection>? change = null) =>
        InProcessService.StartAsync(EnvironmentWith(settings), builder =>
        {
            builder.AddServiceDefaults("key-issuance");
            builder.AddKeyIssuance();
            change?.Invoke(builder.Services);
            var app = builder.BuildService();
            app.MapKeyIssuance();
            return app;
        });

    /// <summary>Starts an instance of the service as a process of its own, which can be killed and frozen.</summary>
    public Task<ServiceProcess> StartProcessAsync(IReadOnlyDictionary<string, string>? settings = null) =>
        ServiceProcess.StartAsync("KeyIssuance", EnvironmentWith(settings));

    /// <summary>Downloads as the endpoint does, in this process.</summary>
    public PrivateKeyDownload Download(IResponseWrapping? wrapping = null) => new(
        Claims,
        _host.Services.GetRequiredService<DownloadMarkers>(),
        wrapping ?? Wrapping,
        Seal,
        _host.Services.GetRequiredService<IPrivateKeyFormat>(),
        NullLogger<PrivateKeyFile>.Instance);

    /// <remarks>The account is named after the first eight digits; those of version 7 ids made within a minute are all the same.</remarks>
    public static Guid NewTenantId() => new(RandomNumberGenerator.GetBytes(16));

    /// <summary>Begins the enrolment of a new tenant on the world's server.</summary>
    /// <param name="hostKey">The host key to pin; the server's own otherwise.</param>
    /// <param name="port">The port; the server's own otherwise.</param>
    /// <param name="tenantId">The tenant; a new one otherwise.</param>
    /// <param name="database">Whose transaction starts it; the world's otherwise.</param>
    public async Task<Tenant> EnrolAsync(string? hostKey = null, int? port = null, Guid? tenantId = null, Database? database = null)
    {
        var request = new EnrolTenant(
            tenantId ?? NewTenantId(),
            "Test tenant",
            new EnrolServer(
                Server.Address,
                port ?? Server.Port,
                hostKey ?? Server.HostKey,
                new BootstrapCredential("penguin-admin", await File.ReadAllTextAsync(Server.BootstrapKeyPath))));
        var publicHalf = await Enrolment.ReadBootstrapAsync(request.Server, default);
        var bootstrap = await Enrolment.StageBootstrapAsync(request.TenantId, request.Server, publicHalf!, default);
        var started = await (database ?? Database).InTransactionAsync(
            transaction => Enrolment.StartAsync(transaction, request, bootstrap, Trail.Platform, "manual"), default);
        return new Tenant(this, request.TenantId, ((StartOutcome.Started)started).OperationId);
    }

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        _host.Dispose();
        if (_ownsStores)
        {
            await Server.DisposeAsync();
            await (await TestRabbitMq.SharedAsync()).DeleteVirtualHostAsync(Broker);
        }
    }

    private Dictionary<string, string> EnvironmentWith(IReadOnlyDictionary<string, string>? settings)
    {
        var environment = new Dictionary<string, string>(_environment, StringComparer.Ordinal);
        foreach (var (name, value) in settings ?? new Dictionary<string, string>(StringComparer.Ordinal))
        {
            environment[name] = value;
        }

        return environment;
    }

    private static async Task MigrateAsync(string database)
    {
        await using var source = NpgsqlDataSource.Create(database);
        await Migrator.MigrateAsync(source, [typeof(Database).Assembly, typeof(KeyIssuanceOptions).Assembly], default);
    }

    private static async Task MountAsync(TestVault vault)
    {
        // Somebody else of this process may have mounted it: then it answers 400, and that is as good.
        using var _ = await vault.SendAsync(
            HttpMethod.Post, "sys/mounts/secret", new { type = "kv", options = new Dictionary<string, string> { ["version"] = "2" } });
        using var __ = await vault.SendAsync(HttpMethod.Post, "sys/mounts/transit", new { type = "transit" });
    }
}

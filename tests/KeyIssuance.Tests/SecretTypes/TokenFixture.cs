using System.Net;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using PenguinMails.Contracts;
using PenguinMails.Contracts.Messages;
using PenguinMails.KeyIssuance.Material;
using PenguinMails.KeyIssuance.Operations;
using PenguinMails.KeyIssuance.SecretTypes;
using PenguinMails.TestKit;
using PenguinMails.Vault;
using PenguinMails.Vault.Connection;

namespace PenguinMails.KeyIssuance.Tests.SecretTypes;

/// <summary>An instance of the service that also knows the type of <see cref="TokenType"/>, for tests that keep to their own tenants.</summary>
public abstract class TokenFixture
{
    private readonly MemoryTokens _tokens = new();

    private protected World World { get; private set; } = null!;

    private protected InProcessService Service { get; private set; } = null!;

    private protected TestIssuer Issuer { get; private set; } = null!;

    /// <summary>What the instance reads from.</summary>
    private protected WatchedVault Vault { get; private set; } = null!;

    /// <summary>Every token that was ever made.</summary>
    protected IReadOnlyCollection<string> MadeTokens => _tokens.Made;

    protected virtual Dictionary<string, string> Settings => new(StringComparer.Ordinal);

    [OneTimeSetUp]
    public async Task StartWorldAsync()
    {
        Issuer = await TestIssuer.NewAsync();
        World = await World.StartAsync();
        Service = await StartServiceAsync();
        Vault = (WatchedVault)Service.Services.GetRequiredService<IKeyValueStore>();
    }

    [OneTimeTearDown]
    public async Task StopWorldAsync()
    {
        await Service.DisposeAsync();
        await World.DisposeAsync();
    }

    [TearDown]
    public void LetVaultAnswer() => Vault.BeforeRead = null;

    /// <summary>Starts an instance beside the others.</summary>
    private protected async Task<InProcessService> StartServiceAsync()
    {
        var service = await World.StartServiceAsync(
            new Dictionary<string, string>(Settings, StringComparer.Ordinal) { ["services__identity__http__0"] = Issuer.Address.ToString() },
            services =>
            {
                services.AddSingleton<SecretType>(new TokenType(_tokens));
                services.AddSingleton<IKeyValueStore>(provider => new WatchedVault(provider.GetRequiredService<VaultConnection>().KeyValue));
            });
        await service.WaitHealthyAsync();
        return service;
    }

    /// <summary>A new tenant's token, which has a current version.</summary>
    private protected async Task<SecretReference> IssuedAsync()
    {
        var secret = new SecretReference(World.NewTenantId(), TokenType.TypeName, "relay");
        await World.ExecuteAsync(
            """
            insert into tenant (tenant_id, name, enrolled_at) values (@TenantId, 'Test tenant', now());
            insert into secret (secret_id, tenant_id, type, name) values (gen_random_uuid(), @TenantId, @Type, @Name)
            """,
            secret);
        await Service.Services.GetRequiredService<TenantSeal>().EnsureKeyAsync(secret.TenantId, default);
        await RunAsync(secret, OperationKind.Issue);
        return secret;
    }

    /// <summary>Runs an operation to its end.</summary>
    private protected async Task RunAsync(SecretReference secret, OperationKind kind, TimeSpan? grace = null)
    {
        var outcome = await World.Database.InTransactionAsync(
            transaction => Service.Services.GetRequiredService<OperationRequests>().StartAsync(
                transaction, new StartOperation(secret, kind, World.Trail.Platform, Triggers.Manual, "test", "a test", grace)),
            default);
        var started = outcome as StartOutcome.Started ?? throw new AssertionException($"{kind} did not start: {outcome}");
        await Eventually.Async(
            async () => await World.Database.ReadAsync(
                read => read.ScalarAsync<string>(
                    "select case when finished_at is null then error_code else status end from operation where operation_id = @OperationId", new { started.OperationId }),
                default) switch
            {
                "succeeded" => true,
                "failed" => throw new AssertionException($"{kind} failed"),
                _ => false,
            },
            what: $"The end of {kind}");
    }

    /// <summary>The current version's id.</summary>
    private protected Task<Guid> CurrentAsync(SecretReference secret) => World.Database.ReadAsync(
        read => read.ScalarAsync<Guid>(
            """
            select version_id from secret_version join secret using (secret_id)
            where tenant_id = @TenantId and type = @Type and name = @Name and state = 'current'
            """,
            secret),
        default);

    /// <summary>Bodies of messages of a type about a tenant, as they were written: nobody subscribes, so they wait in the outbox.</summary>
    private protected async Task<IReadOnlyList<JsonNode>> SentAsync(string type, Guid tenantId)
    {
        var bodies = await World.Database.ReadAsync(
            read => read.QueryAsync<string>(
                "select body from outbox_message where message_type like '%.' || @type and body like '%' || @tenantId::text || '%' order by sequence", new { type, tenantId }),
            default);
        return [.. bodies.Select(body => JsonNode.Parse(body)!)];
    }

    /// <summary>What is on record under an action about a tenant, in order.</summary>
    private protected async Task<List<JsonNode>> RecordsAsync(Guid tenantId, string action) =>
        [.. (await SentAsync("AuditRecorded", tenantId)).Where(record => (string?)record["action"] == action)];

    private protected static List<string> OutcomesOf(IEnumerable<JsonNode> records) => [.. records.Select(record => (string)record["outcome"]!)];

    /// <summary>No token that was ever made is in the database, in messages or in the instance's log.</summary>
    private protected async Task AssertNothingLeakedAsync()
    {
        var bodies = await World.Database.ReadAsync(read => read.QueryAsync<string>("select body from outbox_message"), default);
        foreach (var token in MadeTokens.Select(token => token.Split('-')[1]))
        {
            Assert.That(bodies.Where(body => body.Contains(token, StringComparison.Ordinal)), Is.Empty, "messages");
            Assert.That(Service.Log, Does.Not.Contain(token), "log");
        }
    }

    private protected static async Task<JsonObject> ReadAsync(HttpResponseMessage answer, HttpStatusCode status)
    {
        var body = await answer.Content.ReadAsStringAsync();
        Assert.That(answer.StatusCode, Is.EqualTo(status), body);
        return JsonNode.Parse(body)!.AsObject();
    }
}

using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using PenguinMails.ServiceDefaults;
using PenguinMails.TestKit;

namespace PenguinMails.KeyIssuance.Tests.ApiKeys;

/// <summary>One instance of the service, which knows the tokens of tests, for tests that keep to their own tenants.</summary>
public abstract class ApiKeyFixture
{
    protected const string Keys = "/api/v1/tenant/api-keys";

    private protected World World { get; private set; } = null!;

    private protected InProcessService Service { get; private set; } = null!;

    private protected TestIssuer Issuer { get; private set; } = null!;

    protected virtual Dictionary<string, string> Settings => new(StringComparer.Ordinal) { ["KeyIssuance__ApiKeys__ExpiryInterval"] = "00:00:00.100" };

    [OneTimeSetUp]
    public async Task StartWorldAsync()
    {
        await PrepareAsync();
        Issuer = await TestIssuer.NewAsync();
        World = await World.StartAsync();
        Service = await World.StartServiceAsync(new Dictionary<string, string>(Settings, StringComparer.Ordinal)
        {
            ["services__identity__http__0"] = Issuer.Address.ToString(),
        });
        await Service.WaitHealthyAsync();
        Issuer.ProvesKeys = Service.Client.BaseAddress;
    }

    [OneTimeTearDown]
    public async Task StopWorldAsync()
    {
        await Service.DisposeAsync();
        await World.DisposeAsync();
    }

    /// <summary>What must be there before the service starts.</summary>
    protected virtual Task PrepareAsync() => Task.CompletedTask;

    protected async Task<Guid> NewTenantAsync()
    {
        var tenantId = World.NewTenantId();
        await World.ExecuteAsync("insert into tenant (tenant_id, name) values (@tenantId, 'Test tenant')", new { tenantId });
        return tenantId;
    }

    private protected HttpClient As(string role, Guid? tenantId = null, string? scope = null) =>
        Service.ClientOf(Issuer, new TestTokens(role) { TenantId = tenantId, Scope = scope, Email = $"{role}@penguin.example" });

    private protected HttpClient OwnerOf(Guid tenantId) => As(Roles.TenantOwner, tenantId);

    private protected HttpClient Gateway => As(Roles.Service, scope: ServiceScopes.AdmitApiKeys);

    private protected static async Task<JsonObject> CreateAsync(HttpClient owner, object? request = null)
    {
        using var answer = await owner.PostAsJsonAsync(Keys, request ?? new { name = "A program", permissions = new[] { "audit:read" } });
        return await ReadAsync(answer, HttpStatusCode.Created);
    }

    private protected static async Task<JsonObject> GetAsync(HttpClient client, string path)
    {
        using var answer = await client.GetAsync(path);
        return await ReadAsync(answer, HttpStatusCode.OK);
    }

    private protected static async Task<JsonObject> ReadAsync(HttpResponseMessage answer, HttpStatusCode status)
    {
        var body = await answer.Content.ReadAsStringAsync();
        Assert.That(answer.StatusCode, Is.EqualTo(status), body);
        return JsonNode.Parse(body)!.AsObject();
    }

    private protected static async Task AssertProblemAsync(HttpResponseMessage answer, HttpStatusCode status, string code) =>
        Assert.That((string?)(await ReadAsync(answer, status))["code"], Is.EqualTo(code));

    private protected static async Task<JsonObject> ListedAsync(HttpClient owner, JsonNode keyId) =>
        (await GetAsync(owner, Keys))["items"]!.AsArray().Single(item => (string)item!["keyId"]! == (string)keyId!)!.AsObject();

    /// <summary>Bodies of messages of a type that wait to be sent, about a key.</summary>
    private protected async Task<IReadOnlyList<JsonNode>> SentAsync(string type, JsonNode keyId)
    {
        var bodies = await World.Database.ReadAsync(
            read => read.QueryAsync<string>(
                "select body from outbox_message where message_type like '%.' || @type and body like '%' || @keyId || '%' order by sequence", new { type, keyId = (string)keyId! }),
            default);
        return [.. bodies.Select(body => JsonNode.Parse(body)!)];
    }

    /// <summary>What is on record about a key, as "action outcome".</summary>
    private protected async Task<List<string>> RecordsAsync(JsonNode keyId) =>
        [.. (await SentAsync("AuditRecorded", keyId)).Where(record => (string?)record["secret"]?["name"] == (string)keyId!).Select(record => $"{record["action"]} {record["outcome"]}")];

    /// <summary>What the tenant's people are told of a key.</summary>
    private protected async Task<List<string>> NoticesAsync(JsonNode keyId) =>
        [.. (await SentAsync("NotifyTenant", keyId)).Select(notice => (string)notice["event"]!)];
}

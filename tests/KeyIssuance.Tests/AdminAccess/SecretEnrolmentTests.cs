using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using PenguinMails.Contracts;
using PenguinMails.Contracts.Messages;
using PenguinMails.KeyIssuance.Operations;
using PenguinMails.KeyIssuance.SecretTypes;
using PenguinMails.KeyIssuance.Tests.SecretTypes;
using PenguinMails.ServiceDefaults;
using PenguinMails.TestKit;

namespace PenguinMails.KeyIssuance.Tests.AdminAccess;

/// <summary>An administrator enrols a secret of a type whose secrets begin with a call of their own.</summary>
[Category("Component")]
public sealed class SecretEnrolmentTests
{
    private readonly MemoryTokens _tokens = new();

    private World _world = null!;

    private InProcessService _service = null!;

    private HttpClient _admin = null!;

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        var issuer = await TestIssuer.NewAsync();
        _world = await World.StartAsync();
        _service = await _world.StartServiceAsync(
            new Dictionary<string, string>(StringComparer.Ordinal) { ["services__identity__http__0"] = issuer.Address.ToString() },
            services => services.AddSingleton<SecretType>(new TokenType(_tokens)));
        await _service.WaitHealthyAsync();
        _admin = _service.ClientOf(issuer, new TestTokens(Roles.Admin));
    }

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        _admin.Dispose();
        await _service.DisposeAsync();
        await _world.DisposeAsync();
    }

    [Test]
    public async Task Enrol_NewName_IssuesTheFirstVersion_AndKeepsTheSettings()
    {
        var tenantId = await NewTenantAsync();

        await SucceededAsync(await EnrolledAsync(tenantId, new { name = "ci", scope = "mail" }));

        var settings = await _world.Database.ReadAsync(
            read => read.ScalarAsync<string>("select settings::text from secret where tenant_id = @tenantId and type = 'token' and name = 'ci'", new { tenantId }), default);
        Assert.That((string?)JsonNode.Parse(settings!)!["scope"], Is.EqualTo("mail"));
        Assert.That(await CurrentAsync(tenantId), Is.EqualTo(1));
    }

    [Test]
    public async Task Enrol_RepeatedWithItsKey_IsOneSecret()
    {
        var tenantId = await NewTenantAsync();
        var key = $"{Guid.CreateVersion7()}";

        var first = await EnrolledAsync(tenantId, new { name = "ci" }, key);

        Assert.That(await EnrolledAsync(tenantId, new { name = "ci" }, key), Is.EqualTo(first));
        using var other = await EnrolAsync(tenantId, new { name = "other" }, key);
        await AssertProblemAsync(other, HttpStatusCode.UnprocessableEntity, "idempotency_key_reused");
    }

    [Test]
    public async Task Enrol_KnownName_IsRefused_AndStartsNothing()
    {
        var tenantId = await NewTenantAsync();
        await SucceededAsync(await EnrolledAsync(tenantId, new { name = "ci", scope = "mail" }));

        using var again = await EnrolAsync(tenantId, new { name = "ci", scope = "other" });

        await AssertProblemAsync(again, HttpStatusCode.Conflict, "secret_exists");
        Assert.That(await _world.CountAsync("select count(*)::int from operation where tenant_id = @tenantId", new { tenantId }), Is.EqualTo(1));
        Assert.That(await _world.CountAsync("select count(*)::int from secret where tenant_id = @tenantId and settings ->> 'scope' = 'mail'", new { tenantId }), Is.EqualTo(1));
    }

    [Test]
    public async Task Enrol_SeveralAtOnce_OneBegins()
    {
        var tenantId = await NewTenantAsync();

        var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => EnrolAsync(tenantId, new { name = "ci" })));

        Assert.That(answers.Select(answer => answer.StatusCode).Order(), Is.EqualTo(
            Enumerable.Repeat(HttpStatusCode.Conflict, 5).Prepend(HttpStatusCode.Accepted)));
        Array.ForEach(answers, answer => answer.Dispose());
    }

    [Test]
    public async Task Enrol_NameOfADeletedSecret_BeginsAnew()
    {
        var tenantId = await NewTenantAsync();
        await SucceededAsync(await EnrolledAsync(tenantId, new { name = "ci", scope = "mail" }));
        var secret = new SecretReference(tenantId, TokenType.TypeName, "ci");
        var requests = _service.Services.GetRequiredService<OperationRequests>();
        var deletion = await _world.Database.InTransactionAsync(
            transaction => requests.StartAsync(transaction, new StartOperation(
                secret, OperationKind.Delete, _world.Trail.Platform, Triggers.Manual, "test", "a test", null)
            { ApprovalId = Guid.CreateVersion7() }), default);
        await SucceededAsync(((StartOutcome.Started)deletion).OperationId);

        await SucceededAsync(await EnrolledAsync(tenantId, new { name = "ci" }));

        Assert.That(await CurrentAsync(tenantId), Is.EqualTo(1));
        Assert.That(await _world.CountAsync("select count(*)::int from secret where tenant_id = @tenantId and deleted_at is null and settings = '{}'", new { tenantId }), Is.EqualTo(1));
    }

    [TestCase("""{"name":"ci","colour":"red"}""", "$.colour")]
    [TestCase("""{"name":"ci","scope":7}""", "$.scope")]
    [TestCase("""{"name":null}""", "$.name")]
    [TestCase("""{"scope":"mail"}""", "$.name")]
    [TestCase("""{"name":""}""", "name")]
    [TestCase("""{"name":"ci","name":"cd"}""", "$")]
    [TestCase("""{}""", "$.name")]
    [TestCase("""[]""", "$")]
    public async Task Enrol_WrongBody_NamesTheField(string body, string field)
    {
        var tenantId = await NewTenantAsync();

        using var answer = await _admin.PostAsync(AddressOf(tenantId), new StringContent(body, System.Text.Encoding.UTF8, "application/json"));

        var problem = await AssertProblemAsync(answer, HttpStatusCode.BadRequest, "validation_failed");
        Assert.That(problem["errors"]!.AsObject().Select(error => error.Key), Is.EqualTo([field]));
    }

    [Test]
    public async Task Enrol_UnknownTenant_IsNotFound()
    {
        using var answer = await EnrolAsync(World.NewTenantId(), new { name = "ci" });

        await AssertProblemAsync(answer, HttpStatusCode.NotFound, "not_found");
    }

    private static string AddressOf(Guid tenantId) => $"/api/v1/admin/secrets/tenant/{tenantId}/{TokenType.TypeName}";

    private async Task<Guid> NewTenantAsync()
    {
        var tenantId = World.NewTenantId();
        await _world.ExecuteAsync("insert into tenant (tenant_id, name) values (@tenantId, 'Test tenant')", new { tenantId });
        await _world.Seal.EnsureKeyAsync(tenantId, default);
        return tenantId;
    }

    private Task<HttpResponseMessage> EnrolAsync(Guid tenantId, object body, string? key = null)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, AddressOf(tenantId)) { Content = JsonContent.Create(body) };
        if (key is not null)
        {
            request.Headers.Add(IdempotentStart.Header, key);
        }

        return _admin.SendAsync(request);
    }

    private async Task<Guid> EnrolledAsync(Guid tenantId, object body, string? key = null)
    {
        using var answer = await EnrolAsync(tenantId, body, key);
        var accepted = await answer.Content.ReadFromJsonAsync<JsonElement>();
        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.Accepted), $"{accepted}");
        return accepted.GetProperty("operationId").GetGuid();
    }

    private Task SucceededAsync(Guid operationId) => new Tenant(_world, Guid.Empty, operationId).SucceededAsync(operationId);

    private Task<int> CurrentAsync(Guid tenantId) => _world.CountAsync(
        "select count(*)::int from secret_version v join secret s using (secret_id) where s.tenant_id = @tenantId and v.state = 'current'", new { tenantId });

    private static async Task<JsonNode> AssertProblemAsync(HttpResponseMessage answer, HttpStatusCode status, string code)
    {
        var problem = JsonNode.Parse(await answer.Content.ReadAsStringAsync())!;
        Assert.That((answer.StatusCode, (string?)problem["code"]), Is.EqualTo((status, code)), $"{problem}");
        return problem;
    }
}

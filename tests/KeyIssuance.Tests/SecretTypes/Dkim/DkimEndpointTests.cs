using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using PenguinMails.ServiceDefaults;
using PenguinMails.TestKit;

namespace PenguinMails.KeyIssuance.Tests.SecretTypes.Dkim;

/// <summary>The calls about DKIM keys, with a domain that waits for its tenant.</summary>
[Category("Component")]
public sealed class DkimEndpointTests
{
    private TestIssuer _issuer = null!;
    private DkimWorld _world = null!;
    private Tenant _tenant = null!;
    private HttpClient _admin = null!;
    private HttpClient _owner = null!;
    private HttpClient _other = null!;

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        _issuer = await TestIssuer.NewAsync();
        _world = await DkimWorld.StartAsync(["acme.example", "!cumulus.example"], settings: new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["services__identity__http__0"] = _issuer.Address.ToString(),
            // So that nobody looks again but for the call that asks for it.
            ["KeyIssuance__Dkim__LongestManualLook"] = "01:00:00",
            ["KeyIssuance__Dkim__WatchInterval"] = "01:00:00",
        });
        await _world.Service.WaitHealthyAsync();
        _tenant = await _world.NewTenantAsync();
        _admin = _world.Service.ClientOf(_issuer, new TestTokens(Roles.Admin));
        _owner = _world.Service.ClientOf(_issuer, new TestTokens(Roles.TenantOwner) { TenantId = _tenant.Id });
        _other = _world.Service.ClientOf(_issuer, new TestTokens(Roles.TenantOwner) { TenantId = World.NewTenantId() });
    }

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        _admin.Dispose();
        _owner.Dispose();
        _other.Dispose();
        await _world.DisposeAsync();
    }

    [Test]
    public async Task ManualDomain_ShowsItsRecord_AndACheckLooksAtOnce()
    {
        var operationId = (await EnrolAsync(HttpStatusCode.Accepted, new { domain = "Cumulus.Example.", dnsMode = "manual" }))["operationId"]!.GetValue<Guid>();
        var domain = new DkimTenant(_world, _tenant, new Contracts.SecretReference(_tenant.Id, Contracts.SecretTypes.Dkim, "cumulus.example"));
        await domain.WaitsForAsync(operationId, "dns_record_missing");

        var listed = (await _owner.GetFromJsonAsync<JsonObject>("/api/v1/tenant/dkim"))!["items"]!.AsArray().Single()!;
        Assert.That(
            ((string?)listed["domain"], (string?)listed["dnsMode"], (string?)listed["algorithm"], (string?)listed["status"], (string?)listed["health"]),
            Is.EqualTo(("cumulus.example", "manual", "rsa2048", "waiting_for_dns", "yellow")));
        var record = (await _owner.GetFromJsonAsync<JsonArray>("/api/v1/tenant/dkim/cumulus.example/dns-records"))!.Single()!;
        Assert.That(((string?)record["type"], (string?)record["purpose"], (string?)record["observed"]), Is.EqualTo(("TXT", "next", "missing")));
        var value = (string)record["value"]!;
        Assert.That(string.Concat(record["strings"]!.AsArray().Select(part => (string?)part)), Is.EqualTo(value));
        Assert.That(record["strings"]!.AsArray().Select(part => ((string)part!).Length), Is.All.LessThanOrEqualTo(255));
        var ofAdmin = (await _admin.GetFromJsonAsync<JsonArray>($"/api/v1/admin/secrets/tenant/{_tenant.Id}/dkim/CUMULUS.example/dns-records"))!.Single()!;
        Assert.That((string?)ofAdmin["value"], Is.EqualTo(value));

        await DnsTool.UpdateAsync(_world.Dns, "cumulus.example", DnsTool.Add((string)record["name"]!, value));
        using (var check = await _owner.PostAsync("/api/v1/tenant/dkim/cumulus.example/check", null))
        {
            Assert.That(check.StatusCode, Is.EqualTo(HttpStatusCode.Accepted), await check.Content.ReadAsStringAsync());
            Assert.That(check.Headers.Location!.ToString(), Is.EqualTo("/api/v1/tenant/dkim/cumulus.example/dns-records"));
        }

        await _tenant.SucceededAsync(operationId);
        record = (await _owner.GetFromJsonAsync<JsonArray>("/api/v1/tenant/dkim/cumulus.example/dns-records"))!.Single()!;
        Assert.That(((string?)record["purpose"], (string?)record["observed"], (string?)record["observedValue"]), Is.EqualTo(("current", "matches", value)));

        await EnrolAsync(HttpStatusCode.Conflict, new { domain = "cumulus.example", dnsMode = "manual" }, "secret_exists");
        var second = await _world.NewTenantAsync();
        await EnrolAsync(HttpStatusCode.Conflict, new { domain = "cumulus.example", dnsMode = "manual" }, "name_taken", second.Id);
    }

    [TestCase("/api/v1/tenant/dkim/cumulus.example/dns-records")]
    [TestCase("/api/v1/tenant/dkim/unknown.example/dns-records")]
    [TestCase("/api/v1/tenant/dkim/no%20domain/dns-records")]
    public async Task Records_OfAnotherTenantsOrNoDomain_AreNotFound(string path)
    {
        using var answer = await _other.GetAsync(path);
        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.NotFound));
        using var check = await _other.PostAsync(path.Replace("dns-records", "check", StringComparison.Ordinal), null);
        Assert.That(check.StatusCode, Is.EqualTo(HttpStatusCode.NotFound));
    }

    [TestCase("""{"domain":"*.acme.example","dnsMode":"managed"}""", "domain")]
    [TestCase("""{"domain":"acme.example","dnsMode":"automatic"}""", "dnsMode")]
    [TestCase("""{"domain":"acme.example","dnsMode":"0"}""", "dnsMode")]
    [TestCase("""{"domain":"acme.example","dnsMode":"managed","algorithm":"rsa1024"}""", "algorithm")]
    [TestCase("""{"domain":"other.example","dnsMode":"managed"}""", "dnsMode", Description = "no key for its zone")]
    [TestCase("""{"domain":"cumulus.example","dnsMode":"managed"}""", "dnsMode", Description = "a zone without a key")]
    [TestCase("""{"domain":"acme.example","dnsMode":"managed","selector":"s1"}""", "$.selector")]
    [TestCase("""{"domain":"a'; drop table secret; --.example","dnsMode":"manual"}""", "domain")]
    public async Task Enrol_WrongBody_NamesTheField(string body, string field)
    {
        var problem = await EnrolAsync(HttpStatusCode.BadRequest, JsonNode.Parse(body)!, "validation_failed");
        Assert.That(problem["errors"]!.AsObject().Select(error => error.Key), Is.EqualTo(new[] { field }));
    }

    private async Task<JsonNode> EnrolAsync(HttpStatusCode status, object body, string? code = null, Guid? tenantId = null)
    {
        using var answer = await _admin.PostAsJsonAsync($"/api/v1/admin/secrets/tenant/{tenantId ?? _tenant.Id}/dkim", body);
        var content = JsonNode.Parse(await answer.Content.ReadAsStringAsync())!;
        Assert.That((answer.StatusCode, (string?)content["code"]), Is.EqualTo((status, code)), $"{content}");
        return content;
    }
}

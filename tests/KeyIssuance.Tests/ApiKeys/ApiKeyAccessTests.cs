using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using PenguinMails.ServiceDefaults;

namespace PenguinMails.KeyIssuance.Tests.ApiKeys;

/// <summary>Who may do what with keys: people by their role, keys by their permission, programs by their scope.</summary>
[Category("Component")]
public sealed class ApiKeyAccessTests : ApiKeyFixture
{
    [TestCase(Roles.TenantOwner, HttpStatusCode.OK, HttpStatusCode.NoContent)]
    [TestCase(Roles.TenantAdmin, HttpStatusCode.OK, HttpStatusCode.NoContent)]
    [TestCase(Roles.Admin, HttpStatusCode.Forbidden, HttpStatusCode.Forbidden)]
    [TestCase(Roles.Operator, HttpStatusCode.Forbidden, HttpStatusCode.Forbidden)]
    [TestCase(Roles.Developer, HttpStatusCode.Forbidden, HttpStatusCode.Forbidden)]
    [TestCase(Roles.Service, HttpStatusCode.Forbidden, HttpStatusCode.Forbidden)]
    public async Task TenantCalls_ByRole_AreAnsweredOrRefused(string role, HttpStatusCode read, HttpStatusCode revoke)
    {
        var tenantId = await NewTenantAsync();
        using var owner = OwnerOf(tenantId);
        var key = await CreateAsync(owner);
        using var caller = As(role, tenantId);

        Assert.That((await caller.GetAsync(Keys)).StatusCode, Is.EqualTo(read));
        Assert.That((await caller.GetAsync($"{Keys}/{key["keyId"]}/usage")).StatusCode, Is.EqualTo(read));
        Assert.That((await caller.PostAsJsonAsync($"{Keys}/{key["keyId"]}/revoke", new { })).StatusCode, Is.EqualTo(revoke));
    }

    [TestCase(Roles.Admin, HttpStatusCode.OK, HttpStatusCode.NoContent)]
    [TestCase(Roles.Developer, HttpStatusCode.OK, HttpStatusCode.Forbidden)]
    [TestCase(Roles.Operator, HttpStatusCode.Forbidden, HttpStatusCode.Forbidden)]
    [TestCase(Roles.TenantOwner, HttpStatusCode.Forbidden, HttpStatusCode.Forbidden)]
    [TestCase(Roles.Service, HttpStatusCode.Forbidden, HttpStatusCode.Forbidden)]
    public async Task AdminCalls_ByRole_AreAnsweredOrRefused(string role, HttpStatusCode read, HttpStatusCode revoke)
    {
        var tenantId = await NewTenantAsync();
        using var owner = OwnerOf(tenantId);
        var key = await CreateAsync(owner);
        using var caller = As(role, role == Roles.TenantOwner ? tenantId : null);
        var root = $"/api/v1/admin/secrets/tenant/{tenantId}/api-keys";

        Assert.That((await caller.GetAsync(root)).StatusCode, Is.EqualTo(read));
        Assert.That((await caller.GetAsync($"{root}/{key["keyId"]}/usage")).StatusCode, Is.EqualTo(read));
        Assert.That((await caller.PostAsJsonAsync($"{root}/{key["keyId"]}/revoke", new { reason = "leaked" })).StatusCode, Is.EqualTo(revoke));
    }

    [Test]
    public async Task AdminCalls_UnknownTenantOrNoReason_AreRefused()
    {
        var tenantId = await NewTenantAsync();
        using var owner = OwnerOf(tenantId);
        using var admin = As(Roles.Admin);
        var key = await CreateAsync(owner);

        using var unknown = await admin.GetAsync($"/api/v1/admin/secrets/tenant/{Guid.CreateVersion7()}/api-keys");
        using var silent = await admin.PostAsJsonAsync($"/api/v1/admin/secrets/tenant/{tenantId}/api-keys/{key["keyId"]}/revoke", new { });

        await AssertProblemAsync(unknown, HttpStatusCode.NotFound, "not_found");
        await AssertProblemAsync(silent, HttpStatusCode.BadRequest, "validation_failed");
    }

    [Test]
    public async Task Changes_WithoutStepUp_AreRefused()
    {
        var tenantId = await NewTenantAsync();
        using var owner = OwnerOf(tenantId);
        var key = await CreateAsync(owner);
        owner.DefaultRequestHeaders.Remove("X-Step-Up");

        foreach (var (path, body) in new[]
        {
            (Keys, (object)new { name = "x", permissions = new[] { "audit:read" } }), ($"{Keys}/{key["keyId"]}/rotate", new { }), ($"{Keys}/{key["keyId"]}/revoke", new { }),
        })
        {
            using var answer = await owner.PostAsJsonAsync(path, body);
            await AssertProblemAsync(answer, HttpStatusCode.Forbidden, "step_up_required");
        }
    }

    [Test]
    public async Task TokenOfAKey_ReadsWhatItsPermissionNames_AndNothingElse()
    {
        var tenantId = await NewTenantAsync();
        using var owner = OwnerOf(tenantId);
        var key = await CreateAsync(owner);
        using var reader = As(ApiKeyRole.Name, tenantId, "api-keys:read");
        using var other = As(ApiKeyRole.Name, tenantId, "audit:read email:send");

        Assert.That((int)(await GetAsync(reader, Keys))["total"]!, Is.EqualTo(1));
        Assert.That((await other.GetAsync(Keys)).StatusCode, Is.EqualTo(HttpStatusCode.Forbidden));
        foreach (var path in new[] { Keys, $"{Keys}/{key["keyId"]}/rotate", $"{Keys}/{key["keyId"]}/revoke", "/api/v1/services/api-keys/verify", "/internal/api-keys/usage", "/internal/api-keys/prove" })
        {
            using var answer = await reader.PostAsJsonAsync(path, new { });
            Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.Forbidden), path);
        }

        Assert.That((await reader.GetAsync("/api/v1/admin/operations/019ab000-0000-7000-8000-000000000000")).StatusCode, Is.EqualTo(HttpStatusCode.Forbidden));
    }

    [TestCase("api-keys:verify", "/internal/api-keys/changes")]
    [TestCase("api-keys:admit", "/internal/api-keys/prove")]
    [TestCase("api-keys:admit", "/api/v1/services/api-keys/verify")]
    [TestCase("api-keys:prove", "/internal/api-keys/usage")]
    [TestCase("", "/internal/api-keys/allowances")]
    public async Task InternalCalls_WithAnotherScope_AreRefused(string scope, string path)
    {
        using var service = As(Roles.Service, scope: scope);
        using var anonymous = new HttpClient { BaseAddress = Service.Client.BaseAddress };

        foreach (var (client, status) in new[] { (service, HttpStatusCode.Forbidden), (anonymous, HttpStatusCode.Unauthorized) })
        {
            using var answer = path.EndsWith("changes", StringComparison.Ordinal) ? await client.GetAsync(path) : await client.PostAsJsonAsync(path, new JsonObject());
            Assert.That(answer.StatusCode, Is.EqualTo(status));
        }
    }
}

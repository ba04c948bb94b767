using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging.Abstractions;
using PenguinMails.TestKit;
using PenguinMails.Vault;
using PenguinMails.Vault.Connection;
using PenguinMails.VaultOperations.Tests.Fixtures;

namespace PenguinMails.VaultOperations.Tests.Policies;

/// <summary>What each policy allows and refuses, asked of a real Vault with real requests.</summary>
[Category("Component")]
public sealed class PolicyTests
{
    private const string Tenant = "550e8400-e29b-41d4-a716-446655440000";
    private const string Other = "7c9e6679-7425-40de-944b-e07fc1f90ae7";
    private const string Write = """{"options":{"cas":0},"data":{"v":"1"}}""";
    private const string Versions = """{"versions":[1]}""";
    private const string Input = """{"input":"AAAA","plaintext":"AAAA"}""";

    private readonly Dictionary<string, VaultConnection> _connections = [];
    private Operations _operations = null!;

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        _operations = await Operations.StartAsync();
        await _operations.AskAsync(HttpMethod.Post, $"transit/keys/tenant-{Tenant}");
        foreach (var (kind, tenant) in new[] { ("ssh", Tenant), ("smtp", Tenant), ("smtp", Other), ("api-keys", Tenant) })
        {
            await _operations.AskAsync(HttpMethod.Post, $"secret/data/penguinmails/{kind}/{tenant}/name", JsonNode.Parse(Write));
        }

        foreach (var service in new[] { "key-issuance", "identity", "rotation", "audit", "admin-query", "gateway", "vault-operations" })
        {
            _connections[service] = _operations.ConnectAs(service);
        }

        foreach (var person in new[] { "operator", "developer", "admin" })
        {
            _connections[person] = await ConnectAsPersonAsync(person);
        }

        _connections["tenant"] = await ConnectAsTenantAsync();
    }

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        foreach (var connection in _connections.Values)
        {
            await connection.DisposeAsync();
        }

        await _operations.DisposeAsync();
    }

    // KeyIssuance: all of the tenants' secrets, and nothing else.
    [TestCase("key-issuance", "POST", $"secret/data/penguinmails/ssh/{Tenant}/new", Write, true)]
    [TestCase("key-issuance", "GET", $"secret/data/penguinmails/ssh/{Tenant}/name", null, true)]
    [TestCase("key-issuance", "GET", $"secret/metadata/penguinmails/ssh/{Tenant}/name", null, true)]
    [TestCase("key-issuance", "LIST", $"secret/metadata/penguinmails/ssh/{Tenant}", null, true)]
    [TestCase("key-issuance", "POST", $"secret/destroy/penguinmails/dkim/{Tenant}/name", Versions, true)]
    [TestCase("key-issuance", "POST", $"secret/delete/penguinmails/dkim/{Tenant}/name", Versions, true)]
    [TestCase("key-issuance", "POST", $"secret/undelete/penguinmails/dkim/{Tenant}/name", Versions, true)]
    [TestCase("key-issuance", "DELETE", $"secret/metadata/penguinmails/oauth/{Tenant}/name", null, false)]
    [TestCase("key-issuance", "LIST", "secret/metadata/penguinmails", null, false)]
    [TestCase("key-issuance", "POST", "secret/data/penguinmails/ssh", Write, false)]
    [TestCase("key-issuance", "POST", "secret/data/other/a/b/c", Write, false)]
    [TestCase("key-issuance", "POST", $"transit/encrypt/tenant-{Tenant}", Input, true)]
    [TestCase("key-issuance", "POST", $"transit/encrypt/tenant-{Other}", Input, false)]
    [TestCase("key-issuance", "POST", "transit/keys/tenant-7c9e6679-0000-40de-944b-e07fc1f90ae7", "{}", true)]
    [TestCase("key-issuance", "DELETE", $"transit/keys/tenant-{Tenant}", null, false)]
    [TestCase("key-issuance", "GET", $"transit/export/encryption-key/tenant-{Tenant}", null, false)]
    [TestCase("key-issuance", "POST", "transit/encrypt/identity", Input, false)]
    [TestCase("key-issuance", "POST", "transit/sign/audit-checkpoints", Input, false)]
    [TestCase("key-issuance", "GET", "sys/mounts", null, false)]
    [TestCase("key-issuance", "POST", "auth/token/create", "{}", false)]
    [TestCase("key-issuance", "POST", "transit/sign/identity-tokens", Input, false)]
    [TestCase("key-issuance", "GET", "transit/keys/identity-tokens", null, false)]
    [TestCase("key-issuance", "POST", "transit/keys/identity-tokens/config", "{}", false)]
    // Identity: signs tokens, adds keys for them, encrypts TOTP secrets.
    [TestCase("identity", "POST", "transit/sign/identity-tokens", Input, true)]
    [TestCase("identity", "POST", "transit/sign/identity-tokens/sha2-256", Input, true)]
    [TestCase("identity", "GET", "transit/keys/identity-tokens", null, true)]
    [TestCase("identity", "POST", "transit/keys/identity-tokens/rotate", "{}", true)]
    [TestCase("identity", "POST", "transit/keys/identity-tokens/config", """{"exportable":true}""", false)]
    [TestCase("identity", "POST", "transit/keys/identity-tokens", """{"exportable":true}""", false)]
    [TestCase("identity", "DELETE", "transit/keys/identity-tokens", null, false)]
    [TestCase("identity", "GET", "transit/export/signing-key/identity-tokens", null, false)]
    [TestCase("identity", "GET", "transit/backup/identity-tokens", null, false)]
    [TestCase("identity", "POST", "transit/sign/audit-checkpoints", Input, false)]
    [TestCase("identity", "POST", "transit/encrypt/identity", Input, true)]
    [TestCase("identity", "POST", "transit/keys/identity/rotate", "{}", false)]
    [TestCase("identity", "GET", $"secret/data/penguinmails/ssh/{Tenant}/name", null, false)]
    [TestCase("identity", "POST", $"transit/encrypt/tenant-{Tenant}", Input, false)]
    // Rotation and the gateway: nothing.
    [TestCase("rotation", "POST", "transit/sign/identity-tokens", Input, false)]
    [TestCase("rotation", "GET", "transit/keys/identity-tokens", null, false)]
    [TestCase("rotation", "GET", $"secret/data/penguinmails/ssh/{Tenant}/name", null, false)]
    [TestCase("rotation", "LIST", $"secret/metadata/penguinmails/ssh/{Tenant}", null, false)]
    [TestCase("gateway", "GET", $"secret/data/penguinmails/smtp/{Tenant}/name", null, false)]
    [TestCase("gateway", "POST", "transit/sign/identity-tokens", Input, false)]
    [TestCase("gateway", "POST", "transit/sign/identity-tokens/sha2-256", Input, false)]
    [TestCase("gateway", "GET", "transit/keys/identity-tokens", null, false)]
    // Audit: signs checkpoints, and cannot touch the key.
    [TestCase("audit", "POST", "transit/sign/identity-tokens", Input, false)]
    [TestCase("audit", "POST", "transit/keys/identity-tokens/rotate", "{}", false)]
    [TestCase("audit", "GET", "transit/export/signing-key/identity-tokens", null, false)]
    [TestCase("audit", "POST", "transit/sign/audit-checkpoints", Input, true)]
    [TestCase("audit", "POST", "transit/sign/audit-checkpoints/sha2-256", Input, true)]
    [TestCase("audit", "GET", "transit/keys/audit-checkpoints", null, true)]
    [TestCase("audit", "POST", "transit/keys/audit-checkpoints/rotate", "{}", false)]
    [TestCase("audit", "POST", "transit/keys/audit-checkpoints/config", "{}", false)]
    [TestCase("audit", "GET", $"secret/data/penguinmails/ssh/{Tenant}/name", null, false)]
    // VaultOperations: policies and roles of others; neither its own nor any secret.
    [TestCase("vault-operations", "POST", "transit/sign/identity-tokens", Input, false)]
    [TestCase("vault-operations", "POST", "transit/keys/identity-tokens/config", """{"exportable":true}""", false)]
    [TestCase("vault-operations", "GET", "transit/export/signing-key/identity-tokens", null, false)]
    [TestCase("vault-operations", "GET", "sys/policies/acl/vault-operations", null, true)]
    [TestCase("vault-operations", "PUT", "sys/policies/acl/vault-operations", """{"policy":""}""", false)]
    [TestCase("vault-operations", "POST", "auth/approle/role/vault-operations", "{}", false)]
    [TestCase("vault-operations", "PUT", "sys/policies/acl/of-my-own", """{"policy":""}""", false)]
    [TestCase("vault-operations", "POST", "auth/approle/role/of-my-own", "{}", false)]
    [TestCase("vault-operations", "DELETE", "sys/mounts/secret", null, false)]
    [TestCase("vault-operations", "DELETE", "sys/audit/file", null, false)]
    [TestCase("vault-operations", "PUT", "sys/seal", null, false)]
    [TestCase("vault-operations", "POST", "auth/token/create", "{}", false)]
    [TestCase("vault-operations", "GET", $"secret/data/penguinmails/ssh/{Tenant}/name", null, false)]
    [TestCase("vault-operations", "POST", $"transit/decrypt/tenant-{Tenant}", Input, false)]
    // People and tenants.
    [TestCase("tenant", "GET", $"secret/data/penguinmails/smtp/{Tenant}/name", null, true)]
    [TestCase("tenant", "LIST", $"secret/metadata/penguinmails/smtp/{Tenant}", null, true)]
    [TestCase("tenant", "GET", $"secret/data/penguinmails/api-keys/{Tenant}/name", null, true)]
    [TestCase("tenant", "GET", $"secret/data/penguinmails/smtp/{Other}/name", null, false)]
    [TestCase("tenant", "GET", $"secret/data/penguinmails/ssh/{Tenant}/name", null, false)]
    [TestCase("tenant", "POST", $"secret/data/penguinmails/smtp/{Tenant}/name", Write, false)]
    [TestCase("operator", "GET", $"secret/data/penguinmails/smtp/{Tenant}/name", null, true)]
    [TestCase("operator", "GET", $"secret/data/penguinmails/ssh/{Tenant}/name", null, false)]
    [TestCase("operator", "LIST", $"secret/metadata/penguinmails/ssh/{Tenant}", null, false)]
    [TestCase("operator", "POST", $"secret/data/penguinmails/smtp/{Tenant}/name", Write, false)]
    [TestCase("developer", "GET", $"secret/metadata/penguinmails/api-keys/{Tenant}/name", null, true)]
    [TestCase("developer", "GET", $"secret/data/penguinmails/api-keys/{Tenant}/name", null, false)]
    [TestCase("developer", "LIST", $"secret/metadata/penguinmails/smtp/{Tenant}", null, false)]
    [TestCase("admin", "GET", $"secret/data/penguinmails/ssh/{Tenant}/name", null, true)]
    [TestCase("admin", "LIST", "secret/metadata/penguinmails/ssh", null, true)]
    [TestCase("admin", "GET", "secret/data/platform/anything", null, false)]
    [TestCase("admin", "POST", "transit/sign/identity-tokens", Input, false)]
    [TestCase("operator", "POST", "transit/sign/identity-tokens", Input, false)]
    [TestCase("developer", "POST", "transit/sign/identity-tokens", Input, false)]
    [TestCase("tenant", "POST", "transit/sign/identity-tokens", Input, false)]
    [TestCase("admin", "PUT", "sys/policies/acl/admin", """{"policy":""}""", false)]
    public async Task Request_UnderAPolicy_IsAllowedOrRefused(string policy, string method, string path, string? body, bool isAllowed)
    {
        var answer = await _connections[policy].Api.SendAsync(new HttpMethod(method), path, body is null ? null : JsonNode.Parse(body)!.AsObject());

        Assert.That(answer.Refusal == VaultRefusal.PermissionDenied, Is.EqualTo(!isAllowed), answer.ToString());
    }

    private async Task<VaultConnection> ConnectAsPersonAsync(string policy)
    {
        using var response = await _operations.Vault.SendAsync(HttpMethod.Post, "auth/token/create", new { policies = new[] { policy }, ttl = "10m" });
        using var answer = JsonDocument.Parse(await response.EnsureSuccessStatusCode().Content.ReadAsStringAsync());
        return Connect(answer.RootElement.GetProperty("auth").GetProperty("client_token").GetString()!);
    }

    // As a tenant's own sign-in: an entity with the tenant's id, reached through an AppRole's alias.
    private async Task<VaultConnection> ConnectAsTenantAsync()
    {
        await _operations.AskAsync(HttpMethod.Post, "auth/approle/role/of-a-tenant", new { token_policies = new[] { "tenant" }, token_ttl = "10m" });
        var roleId = (await _operations.AskAsync(HttpMethod.Get, "auth/approle/role/of-a-tenant/role-id")).GetProperty("role_id").GetString();
        var secretId = (await _operations.AskAsync(HttpMethod.Post, "auth/approle/role/of-a-tenant/secret-id", new { })).GetProperty("secret_id").GetString();
        var accessor = (await _operations.AskAsync(HttpMethod.Get, "sys/auth")).GetProperty("approle/").GetProperty("accessor").GetString();
        var entity = await _operations.AskAsync(HttpMethod.Post, "identity/entity", new { name = "a-tenant", metadata = new { tenant_id = Tenant } });
        await _operations.AskAsync(
            HttpMethod.Post,
            "identity/entity-alias",
            new { name = roleId, canonical_id = entity.GetProperty("id").GetString(), mount_accessor = accessor });
        using var response = await _operations.Vault.SendAsync(HttpMethod.Post, "auth/approle/login", new { role_id = roleId, secret_id = secretId });
        using var answer = JsonDocument.Parse(await response.EnsureSuccessStatusCode().Content.ReadAsStringAsync());
        return Connect(answer.RootElement.GetProperty("auth").GetProperty("client_token").GetString()!);
    }

    private VaultConnection Connect(string token)
    {
        var file = Path.Combine(TestFolder.Create("token"), "token");
        File.WriteAllText(file, token);
        return new VaultConnection(new VaultOptions { Address = _operations.Vault.Address, TokenFile = file }, TimeProvider.System, NullLoggerFactory.Instance);
    }
}

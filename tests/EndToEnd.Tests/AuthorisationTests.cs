using System.Net;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using PenguinMails.LocalComponents;
using PenguinMails.TestKit;
using PenguinMails.TestKit.Platform;

namespace PenguinMails.EndToEnd.Tests;

/// <summary>Every endpoint of the published API, for every role, without a token, and for another tenant.</summary>
[Category("System")]
public sealed class AuthorisationTests
{
    private static readonly string[] TenantRoles = ["tenant_owner", "tenant_admin"];
    private static readonly string[] AnyRole = ["tenant_owner", "tenant_admin", "admin", "operator", "developer"];

    /// <summary>Who may call what; nobody: programs alone. An endpoint that is not here fails the test: nobody has decided yet.</summary>
    private static readonly Dictionary<string, string[]> Allowed = new(StringComparer.Ordinal)
    {
        ["GET /api/v1/auth/me"] = AnyRole,
        ["POST /api/v1/auth/step-up"] = AnyRole,
        ["POST /api/v1/auth/sign-out"] = AnyRole,
        ["GET /api/v1/admin/users"] = ["admin"],
        ["POST /api/v1/admin/users"] = ["admin"],
        ["POST /api/v1/admin/users/{userId}/disable"] = ["admin"],
        ["POST /api/v1/admin/users/{userId}/enable"] = ["admin"],
        ["POST /api/v1/admin/users/{userId}/unlock"] = ["admin"],
        ["POST /api/v1/admin/users/{userId}/reset"] = ["admin"],
        ["GET /api/v1/tenant/users"] = ["tenant_owner"],
        ["POST /api/v1/tenant/users"] = ["tenant_owner"],
        ["POST /api/v1/tenant/users/{userId}/disable"] = ["tenant_owner"],
        ["POST /api/v1/tenant/users/{userId}/enable"] = ["tenant_owner"],
        ["POST /api/v1/tenant/users/{userId}/unlock"] = ["tenant_owner"],
        ["POST /api/v1/tenant/users/{userId}/reset"] = ["tenant_owner"],
        ["GET /api/v1/tenant/audit-logs"] = TenantRoles,
        ["GET /api/v1/notifications"] = AnyRole,
        ["GET /api/v1/notifications/preferences"] = AnyRole,
        ["PUT /api/v1/notifications/preferences"] = AnyRole,
        ["GET /api/v1/tenant/webhooks"] = TenantRoles,
        ["POST /api/v1/tenant/webhooks"] = TenantRoles,
        ["POST /api/v1/tenant/webhooks/{webhookId}/test"] = TenantRoles,
        ["POST /api/v1/tenant/webhooks/{webhookId}/rotate-secret"] = TenantRoles,
        ["DELETE /api/v1/tenant/webhooks/{webhookId}"] = TenantRoles,
        ["GET /api/v1/tenant/api-keys"] = TenantRoles,
        ["POST /api/v1/tenant/api-keys"] = TenantRoles,
        ["POST /api/v1/tenant/api-keys/{keyId}/rotate"] = TenantRoles,
        ["POST /api/v1/tenant/api-keys/{keyId}/revoke"] = TenantRoles,
        ["POST /api/v1/tenant/api-keys/{keyId}/hold"] = TenantRoles,
        ["POST /api/v1/tenant/api-keys/{keyId}/release"] = TenantRoles,
        ["GET /api/v1/tenant/api-keys/{keyId}/usage"] = TenantRoles,
        ["POST /api/v1/services/api-keys/verify"] = [],
        ["GET /api/v1/services/secrets/{type}/{tenantId}/{name}"] = [],
        ["GET /api/v1/admin/secrets/tenant/{tenantId}/api-keys"] = ["admin", "developer"],
        ["POST /api/v1/admin/secrets/tenant/{tenantId}/api-keys/{keyId}/revoke"] = ["admin"],
        ["GET /api/v1/admin/secrets/tenant/{tenantId}/api-keys/{keyId}/usage"] = ["admin", "developer"],
        ["GET /api/v1/tenant/dkim"] = TenantRoles,
        ["GET /api/v1/tenant/dkim/{domain}/dns-records"] = TenantRoles,
        ["POST /api/v1/tenant/dkim/{domain}/check"] = TenantRoles,
        ["GET /api/v1/admin/secrets/tenant/{tenantId}/dkim/{domain}/dns-records"] = ["admin", "operator"],
        ["GET /api/v1/tenant/infrastructure/ssh-credentials"] = TenantRoles,
        ["POST /api/v1/tenant/infrastructure/ssh-credentials/download"] = TenantRoles,
        ["POST /api/v1/tenant/infrastructure/ssh-credentials/rotate"] = TenantRoles,
        ["POST /api/v1/tenant/infrastructure/ssh-credentials/revoke"] = TenantRoles,
        ["POST /api/v1/tenant/infrastructure/ssh-credentials/regenerate"] = TenantRoles,
        ["POST /api/v1/tenant/infrastructure/ssh-credentials/end-grace"] = TenantRoles,
        ["GET /api/v1/tenant/infrastructure/ssh-credentials/operations/{operationId}"] = TenantRoles,
        ["GET /api/v1/tenant/infrastructure/ssh-credentials/operations/{operationId}/events"] = TenantRoles,
        ["POST /api/v1/admin/tenants"] = ["admin"],
        ["POST /api/v1/admin/tenants/{tenantId}/server/abandon"] = ["admin"],
        ["PUT /api/v1/admin/tenants/{tenantId}/server"] = ["admin"],
        ["GET /api/v1/admin/tenants/drift"] = ["admin", "operator"],
        ["POST /api/v1/admin/tenants/drift/{findingId}/accept"] = ["admin"],
        ["POST /api/v1/admin/tenants/drift/{findingId}/remove"] = ["admin"],
        ["GET /api/v1/admin/tenants/{tenantId}/drift"] = ["admin", "operator"],
        ["POST /api/v1/admin/tenants/{tenantId}/drift/check"] = ["admin"],
        ["GET /api/v1/admin/tenants/{tenantId}/drift/checks/{checkId}"] = ["admin", "operator"],
        ["POST /api/v1/admin/secrets/tenant/{tenantId}/{type}/{name}/rotate"] = ["admin"],
        ["GET /api/v1/admin/secrets/tenant/{tenantId}"] = ["admin", "operator"],
        ["GET /api/v1/admin/secrets/tenant/{tenantId}/{type}"] = ["admin", "operator"],
        ["POST /api/v1/admin/secrets/tenant/{tenantId}/{type}"] = ["admin"],
        ["POST /api/v1/admin/secrets/tenant/{tenantId}/{type}/{name}/revoke"] = ["admin"],
        ["POST /api/v1/admin/secrets/tenant/{tenantId}/{type}/{name}/regenerate"] = ["admin"],
        ["POST /api/v1/admin/secrets/tenant/{tenantId}/{type}/{name}/emergency-reset"] = ["admin"],
        ["POST /api/v1/admin/secrets/tenant/{tenantId}/{type}/{name}/reveal"] = ["admin"],
        ["GET /api/v1/admin/secrets/tenant/{tenantId}/{type}/{name}/audit"] = ["admin"],
        ["DELETE /api/v1/admin/secrets/tenant/{tenantId}/{type}/{name}"] = ["admin"],
        ["GET /api/v1/admin/secrets/deletions"] = ["admin"],
        ["GET /api/v1/admin/secrets/deletions/{id}"] = ["admin"],
        ["POST /api/v1/admin/secrets/deletions/{id}/approve"] = ["admin"],
        ["POST /api/v1/admin/secrets/deletions/{id}/reject"] = ["admin"],
        ["GET /api/v1/admin/secrets/tenants"] = ["admin", "operator"],
        ["GET /api/v1/admin/secrets/tenants/rebuild"] = ["admin", "operator"],
        ["POST /api/v1/admin/secrets/tenants/rebuild"] = ["admin"],
        ["POST /api/v1/admin/secrets/rotate-all"] = ["admin"],
        ["GET /api/v1/admin/secrets/campaigns"] = ["admin", "operator"],
        ["GET /api/v1/admin/secrets/campaigns/{campaignId}"] = ["admin", "operator"],
        ["GET /api/v1/admin/secrets/campaigns/{campaignId}/items"] = ["admin", "operator"],
        ["GET /api/v1/admin/secrets/campaigns/{campaignId}/events"] = ["admin", "operator"],
        ["POST /api/v1/admin/secrets/campaigns/{campaignId}/pause"] = ["admin"],
        ["POST /api/v1/admin/secrets/campaigns/{campaignId}/resume"] = ["admin"],
        ["POST /api/v1/admin/secrets/campaigns/{campaignId}/cancel"] = ["admin"],
        ["POST /api/v1/admin/secrets/campaigns/{campaignId}/retry"] = ["admin"],
        ["GET /api/v1/admin/secrets/rotation-policies"] = ["admin", "operator"],
        ["GET /api/v1/admin/secrets/rotation-policies/changes"] = ["admin", "operator"],
        ["PUT /api/v1/admin/secrets/rotation-policies"] = ["admin"],
        ["DELETE /api/v1/admin/secrets/rotation-policies"] = ["admin"],
        ["GET /api/v1/admin/secrets/rotation-schedule"] = ["admin", "operator"],
        ["POST /api/v1/admin/secrets/tenant/{tenantId}/{type}/{name}/end-grace"] = ["admin"],
        ["GET /api/v1/admin/secrets/tenant/{tenantId}/{type}/{name}/operations"] = ["admin", "operator"],
        ["GET /api/v1/admin/operations/{operationId}"] = ["admin", "operator"],
        ["GET /api/v1/admin/operations/{operationId}/events"] = ["admin", "operator"],
        ["GET /api/v1/admin/vault/health"] = ["admin", "operator"],
        ["GET /api/v1/admin/vault/audit-logs"] = ["admin", "operator"],
        ["GET /api/v1/admin/vault/audit-logs/verify"] = ["admin"],
        ["GET /api/v1/admin/vault/audit-logs/keys"] = ["admin"],
        ["GET /api/v1/admin/vault/audit-logs/stream"] = ["admin"],
        ["GET /api/v1/admin/vault/audit-logs/exports"] = ["admin"],
        ["POST /api/v1/admin/vault/audit-logs/exports"] = ["admin"],
        ["GET /api/v1/admin/vault/audit-logs/exports/{id}"] = ["admin"],
        ["POST /api/v1/admin/vault/audit-logs/exports/{id}/approve"] = ["admin"],
        ["POST /api/v1/admin/vault/audit-logs/exports/{id}/reject"] = ["admin"],
        ["GET /api/v1/admin/vault/audit-logs/exports/{id}/content"] = ["admin"],
        ["GET /api/v1/admin/vault/audit-logs/exports/{id}/proofs"] = ["admin"],
        ["GET /api/v1/admin/vault/audit-logs/erasures"] = ["admin"],
        ["POST /api/v1/admin/vault/audit-logs/erasures"] = ["admin"],
        ["GET /api/v1/admin/vault/audit-logs/erasures/{id}"] = ["admin"],
        ["POST /api/v1/admin/vault/audit-logs/erasures/{id}/approve"] = ["admin"],
        ["POST /api/v1/admin/vault/audit-logs/erasures/{id}/reject"] = ["admin"],
        ["GET /api/v1/admin/vault/audit-logs/archives"] = ["admin"],
        ["POST /api/v1/admin/vault/audit-logs/archives/{month}/attach"] = ["admin"],
        ["GET /api/v1/admin/approvals"] = ["admin"],
        ["GET /api/v1/admin/vault/audit-logs/unresolved"] = ["admin"],
        ["GET /api/v1/admin/reports/access"] = ["admin"],
        ["GET /api/v1/admin/reports/blast-radius"] = ["admin"],
        ["GET /api/v1/admin/reports/compliance"] = ["admin"],
        ["GET /api/v1/admin/alerts"] = ["admin", "operator"],
        ["GET /api/v1/admin/alerts/{id}"] = ["admin", "operator"],
        ["POST /api/v1/admin/alerts/{id}/acknowledge"] = ["admin"],
        ["POST /api/v1/admin/alerts/{id}/resolve"] = ["admin"],
    };

    /// <summary>Who may call what.</summary>
    public static IReadOnlyDictionary<string, string[]> Decisions => Allowed;

    private static readonly string[] Anonymous =
    [
        "POST /api/v1/auth/sign-in", "POST /api/v1/auth/refresh", "POST /api/v1/auth/sessions/end", "POST /api/v1/auth/token",
        "GET /api/v1/auth/invitations/{token}", "POST /api/v1/auth/invitations/{token}/accept",
        "POST /api/v1/public/leaked-keys",
    ];

    [Test]
    public async Task EveryEndpoint_EveryRole_AnswersAsDecided()
    {
        var endpoints = await EndpointsAsync();
        Assert.That(endpoints, Is.EquivalentTo(Allowed.Keys.Concat(Anonymous)), "the published API and the decisions here");
        var users = new[] { DevelopmentUser.CumulusOwner, DevelopmentUser.AcmeAdmin, DevelopmentUser.SecondAdmin, DevelopmentUser.Operator, DevelopmentUser.Developer };
        foreach (var (endpoint, roles) in Allowed.Where(entry => entry.Key != "POST /api/v1/auth/sign-out"))
        {
            var (method, path) = Split(endpoint);
            using var nobody = await RunningSystem.Gateway.SendAsync(new HttpRequestMessage(method, path));
            Assert.That(nobody.StatusCode, Is.EqualTo(HttpStatusCode.Unauthorized), $"{endpoint} without a token");
            foreach (var user in users)
            {
                // No step-up grant and no body: whoever may call gets another answer than 403 forbidden, and nothing changes.
                using var response = await RunningSystem.UserOf(user).SendAsync(method, path);
                var code = response.Content.Headers.ContentType?.MediaType == "application/problem+json"
                    ? (string?)JsonNode.Parse(await response.Content.ReadAsStringAsync())!["code"]
                    : null;
                Assert.That(code == "forbidden", Is.EqualTo(!roles.Contains(user.Role)), $"{endpoint} as {user.Role} answered {response.StatusCode} {code}");
            }
        }
    }

    [Test]
    public async Task Operation_OfAnotherTenant_DoesNotExist()
    {
        var (acme, cumulus) = (RunningSystem.UserOf(DevelopmentUser.AcmeAdmin), RunningSystem.UserOf(DevelopmentUser.CumulusOwner));
        const string Ssh = "/api/v1/tenant/infrastructure/ssh-credentials";
        await Eventually.Async(
            async () => (string?)(await cumulus.GetAsync(Ssh))["status"] == "active", what: "the tenant has an active key");
        var operation = await cumulus.RunOperationAsync(Ssh + "/rotate", new { reason = "another tenant looks on" });
        var path = $"{Ssh}/operations/{operation["operationId"]}";

        foreach (var suffix in new[] { "", "/events" })
        {
            using var foreign = await acme.SendAsync(HttpMethod.Get, path + suffix);
            using var absent = await acme.SendAsync(HttpMethod.Get, $"{Ssh}/operations/{Guid.CreateVersion7()}{suffix}");
            Assert.That(foreign.StatusCode, Is.EqualTo(HttpStatusCode.NotFound));
            Assert.That(absent.StatusCode, Is.EqualTo(HttpStatusCode.NotFound));
        }
    }

    [Test]
    public async Task StepUp_GrantOfAnotherUser_IsRefused()
    {
        var (acme, cumulus) = (RunningSystem.UserOf(DevelopmentUser.AcmeOwner), RunningSystem.UserOf(DevelopmentUser.CumulusOwner));
        var foreign = await cumulus.GrantAsync();
        using var response = await acme.SendAsync(
            HttpMethod.Post,
            "/api/v1/tenant/infrastructure/ssh-credentials/rotate",
            new { },
            change: request => request.Headers.Add("X-Step-Up", foreign));
        var problem = await SignedInUser.ReadAsync(response, HttpStatusCode.Forbidden);
        Assert.That((string)problem["code"]!, Is.EqualTo("step_up_required"));
    }

    [Test]
    public async Task Token_CutOrAltered_IsRefused()
    {
        var token = await RunningSystem.UserOf(DevelopmentUser.AcmeOwner).AccessTokenAsync();
        var altered = token[..^10] + (token[^10] == 'A' ? 'B' : 'A') + token[^9..];
        foreach (var bad in new[] { token[..^20], altered, "x", token + token })
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/auth/me");
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", bad);
            using var response = await RunningSystem.Gateway.SendAsync(request);
            Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.Unauthorized));
        }
    }

    private static async Task<List<string>> EndpointsAsync()
    {
        var document = JsonNode.Parse(await RunningSystem.OpenApiAsync())!;
        return [.. document["paths"]!.AsObject().SelectMany(path =>
            path.Value!.AsObject().Select(method => $"{method.Key.ToUpperInvariant()} {path.Key}"))];
    }

    /// <summary>An endpoint as a request, about things that do not exist.</summary>
    public static (HttpMethod Method, string Path) Split(string endpoint)
    {
        var parts = endpoint.Split(' ');
        var path = parts[1]
            // The type that the services' client of tests may read.
            .Replace("/services/secrets/{type}/", "/services/secrets/smtp/", StringComparison.Ordinal)
            .Replace("{type}", "ssh", StringComparison.Ordinal)
            .Replace("{name}", "tenant", StringComparison.Ordinal)
            .Replace("{domain}", "unknown.example", StringComparison.Ordinal)
            .Replace("{tenantId}", DevelopmentTenant.Acme.Id.ToString(), StringComparison.Ordinal)
            .Replace("{userId}", "019ab000-0000-7000-8000-000000000000", StringComparison.Ordinal)
            .Replace("{keyId}", "019ab000-0000-7000-8000-000000000000", StringComparison.Ordinal)
            .Replace("{webhookId}", "019ab000-0000-7000-8000-000000000000", StringComparison.Ordinal)
            .Replace("{findingId}", "019ab000-0000-7000-8000-000000000000", StringComparison.Ordinal)
            .Replace("{checkId}", "019ab000-0000-7000-8000-000000000000", StringComparison.Ordinal)
            .Replace("{operationId}", "019ab000-0000-7000-8000-000000000000", StringComparison.Ordinal)
            .Replace("{campaignId}", "019ab000-0000-7000-8000-000000000000", StringComparison.Ordinal)
            .Replace("{month}", "2001-01", StringComparison.Ordinal)
            .Replace("{id}", "019ab000-0000-7000-8000-000000000000", StringComparison.Ordinal);
        return (new HttpMethod(parts[0]), path);
    }
}

namespace PenguinMails.Gateway.Routing;

/// <summary>Which part of the API which service answers.</summary>
/// <param name="Path">The route pattern.</param>
/// <param name="Service">The service's name, as in <c>services:{name}:http:{n}</c>.</param>
internal sealed record GatewayRoute(string Path, string Service)
{
    /// <summary>The only methods that it takes; null: all.</summary>
    public IReadOnlyList<string>? Methods { get; init; }

    /// <summary>Takes requests without a token.</summary>
    public bool IsAnonymous { get; init; }

    /// <summary>Which limit counts its requests.</summary>
    public RouteLimit Limit { get; init; }

    /// <summary>Answers with a stream of server-sent events, which may be silent and has no end of its own.</summary>
    public bool IsStream { get; init; }

    /// <summary>What an API key needs to read here; null: keys are not accepted.</summary>
    public string? KeyPermission { get; init; }

    /// <summary>Is for browsers: cookies and what browsers say of a request's origin reach the portal, access tokens do not.</summary>
    public bool IsPage { get; init; }

    /// <summary>A route of the portal. What is behind it goes through the gateway a second time, as a call of the API with its own limits.</summary>
    public static GatewayRoute Page(string path) =>
        new(path, "portal") { IsAnonymous = true, IsStream = true, IsPage = true, Limit = RouteLimit.Page };
}

/// <summary>The limits that requests are counted by.</summary>
internal enum RouteLimit
{
    /// <summary>All that has no stricter one.</summary>
    General,

    /// <summary>Sign-ins, by address.</summary>
    SignIn,

    /// <summary>Step-ups, by user.</summary>
    StepUp,

    /// <summary>What programs ask, by program; people's requests count as <see cref="General"/>.</summary>
    Service,

    /// <summary>Requests of browsers to the portal, by address.</summary>
    Page,
}

/// <summary>The public API by service. What is not listed does not exist for the outside, above all <c>/internal</c>.</summary>
internal static class RouteTable
{
    private const string Identity = "identity";
    private const string KeyIssuance = "key-issuance";
    private const string Rotation = "rotation";
    private const string Audit = "audit";
    private const string AdminQuery = "admin-query";
    private const string VaultOperations = "vault-operations";

    private static readonly string[] Reading = ["GET"];

    public static IReadOnlyList<GatewayRoute> All { get; } =
    [
        new("/api/v1/auth/sign-in", Identity) { IsAnonymous = true, Limit = RouteLimit.SignIn },
        new("/api/v1/auth/token", Identity) { IsAnonymous = true, Limit = RouteLimit.SignIn },
        new("/api/v1/auth/step-up", Identity) { Limit = RouteLimit.StepUp },
        new("/api/v1/auth/refresh", Identity) { IsAnonymous = true },
        new("/api/v1/auth/sessions/end", Identity) { IsAnonymous = true },
        new("/api/v1/auth/invitations/{**rest}", Identity) { IsAnonymous = true, Limit = RouteLimit.SignIn },
        new("/api/v1/auth/{**rest}", Identity),
        new("/api/v1/admin/users/{**rest}", Identity),
        new("/api/v1/tenant/users/{**rest}", Identity),
        new("/.well-known/jwks.json", Identity) { IsAnonymous = true },

        new("/api/v1/notifications/{**rest}", Identity),
        new("/api/v1/tenant/webhooks/{**rest}", Identity),

        new("/api/v1/tenant/infrastructure/{**rest}", KeyIssuance) { KeyPermission = ApiKeyPermissions.SshRead },
        new("/api/v1/tenant/infrastructure/ssh-credentials/operations/{id}/events", KeyIssuance) { IsStream = true },
        new("/api/v1/tenant/dkim/{**rest}", KeyIssuance) { KeyPermission = ApiKeyPermissions.DkimRead },
        new("/api/v1/tenant/api-keys/{**rest}", KeyIssuance) { KeyPermission = ApiKeyPermissions.ApiKeysRead },
        new("/api/v1/services/api-keys/{**rest}", KeyIssuance) { Limit = RouteLimit.Service },
        new("/api/v1/services/secrets/{**rest}", KeyIssuance) { Methods = Reading, Limit = RouteLimit.Service },
        new("/api/v1/public/leaked-keys", KeyIssuance) { IsAnonymous = true },
        new("/api/v1/admin/tenants/{**rest}", KeyIssuance),
        new("/api/v1/admin/secrets/tenant/{**rest}", KeyIssuance),
        new("/api/v1/admin/secrets/tenant/{tenantId}/api-keys", KeyIssuance),
        new("/api/v1/admin/secrets/tenant/{tenantId}/{type}/{name}/audit", Audit),
        new("/api/v1/admin/secrets/deletions/{**rest}", KeyIssuance),
        new("/api/v1/admin/operations/{**rest}", KeyIssuance),
        new("/api/v1/admin/operations/{id}/events", KeyIssuance) { IsStream = true },

        new("/api/v1/admin/secrets/tenants/{**rest}", AdminQuery),
        new("/api/v1/admin/secrets/tenant/{tenantId}", AdminQuery) { Methods = Reading },
        new("/api/v1/admin/secrets/tenant/{tenantId}/{type}", AdminQuery) { Methods = Reading },

        new("/api/v1/admin/secrets/rotate-all", Rotation),
        new("/api/v1/admin/secrets/campaigns/{**rest}", Rotation),
        new("/api/v1/admin/secrets/campaigns/{id}/events", Rotation) { IsStream = true },
        new("/api/v1/admin/secrets/rotation-policies/{**rest}", Rotation),
        new("/api/v1/admin/secrets/rotation-schedule", Rotation),

        new("/api/v1/tenant/audit-logs", Audit) { KeyPermission = ApiKeyPermissions.AuditRead },
        new("/api/v1/admin/vault/audit-logs/{**rest}", Audit),
        new("/api/v1/admin/vault/audit-logs/stream", Audit) { IsStream = true },
        new("/api/v1/admin/vault/audit-logs/exports/{id}/content", Audit) { IsStream = true },
        new("/api/v1/admin/vault/audit-logs/exports/{id}/proofs", Audit) { IsStream = true },
        new("/api/v1/admin/vault/audit-logs/verify", Audit) { IsStream = true },
        new("/api/v1/admin/vault/health", VaultOperations),
        new("/api/v1/admin/approvals", Audit),
        new("/api/v1/admin/alerts/{**rest}", Audit),
        new("/api/v1/admin/reports/{**rest}", Audit),

        GatewayRoute.Page("/"),
        GatewayRoute.Page("/sign-in"),
        GatewayRoute.Page("/invitations/{**rest}"),
        GatewayRoute.Page("/dashboard/{**rest}"),
        GatewayRoute.Page("/admin/{**rest}"),
        GatewayRoute.Page("/account/{**rest}"),
        GatewayRoute.Page("/assets/{**rest}"),
        GatewayRoute.Page("/portal/{**rest}"),
    ];
}

namespace PenguinMails.ServiceDefaults;

/// <summary>Role names as they appear in tokens and answers.</summary>
public static class Roles
{
    public const string TenantOwner = "tenant_owner";
    public const string TenantAdmin = "tenant_admin";
    public const string Admin = "admin";
    public const string Operator = "operator";
    public const string Developer = "developer";
    public const string Service = "service";

    public static readonly IReadOnlyList<string> All = [TenantOwner, TenantAdmin, Admin, Operator, Developer, Service];
}

/// <summary>The role of API keys in tokens. No account has it: a key may call what a policy names for keys, and nothing else.</summary>
public static class ApiKeyRole
{
    public const string Name = "api_key";
}

/// <summary>Authorisation policies that endpoints name.</summary>
public static class AccessPolicies
{
    private const string OfKeys = "tenant-or-key ";

    /// <summary>Tenant owners and tenant admins, each for the tenant in their token.</summary>
    public const string Tenant = "tenant";

    /// <summary>Tenant owners, for the tenant in their token.</summary>
    public const string TenantOwner = "tenant-owner";

    /// <summary>Platform admins.</summary>
    public const string Admin = "admin";

    /// <summary>Platform admins and operators, for reading.</summary>
    public const string AdminRead = "admin-read";

    /// <summary>Platform admins and developers, for reading metadata and usage of API keys.</summary>
    public const string ApiKeyRead = "api-key-read";

    /// <summary>As <see cref="Tenant"/>, and API keys of the tenant with this permission.</summary>
    /// <param name="permission">Of <see cref="ApiKeyPermissions"/>.</param>
    public static string TenantOrKey(string permission) => OfKeys + permission;

    /// <summary>Whether it is a policy of <see cref="TenantOrKey"/>.</summary>
    public static bool IsForKeys(string? policy) => policy?.StartsWith(OfKeys, StringComparison.Ordinal) == true;

    /// <summary>Programs whose token has this scope.</summary>
    /// <param name="scope">Of <see cref="ServiceScopes"/>.</param>
    public static string Service(string scope) => $"service {scope}";

    /// <summary>Programs whose token may read secrets of the type that the route's <c>{type}</c> names (<see cref="ServiceScopes.ReadSecrets"/>).</summary>
    public const string ReadSecrets = "service secrets:read";
}

/// <summary>Claim names in access tokens.</summary>
public static class ClaimNames
{
    public const string UserId = "sub";
    public const string Email = "email";
    public const string Role = "role";
    public const string TenantId = "tenant_id";
    public const string SessionId = "sid";

    /// <summary>When the token was issued, in seconds since 1970.</summary>
    public const string IssuedAt = "iat";

    /// <summary>Who vouched for a person's account recently, each with a time (<see cref="Voucher"/>).</summary>
    public const string Vouchers = "vouchers";

    /// <summary>A program's name, in place of an address.</summary>
    public const string ClientId = "client_id";

    /// <summary>What a program's token is for, or what a key may do, separated by spaces.</summary>
    public const string Scope = "scope";
}

/// <summary>Scopes of programs' tokens that endpoints name.</summary>
public static class ServiceScopes
{
    /// <summary>Asking whether a tenant's API key works and what it may do; for the platform's services.</summary>
    public const string VerifyApiKeys = "api-keys:verify";

    /// <summary>Verifying keys at the public entry point, holding them to their limits and counting their use; for the gateway alone.</summary>
    public const string AdmitApiKeys = "api-keys:admit";

    /// <summary>Having a key proven, to issue a token for it; Identity alone has it.</summary>
    public const string ProveApiKeys = "api-keys:prove";

    public static readonly IReadOnlyList<string> All = [VerifyApiKeys, AdmitApiKeys, ProveApiKeys];

    /// <summary>Reading the secrets of one type, of every tenant.</summary>
    /// <param name="type">The secret type.</param>
    public static string ReadSecrets(string type) => $"secrets:read:{type}";
}

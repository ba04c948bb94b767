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

/// <summary>Authorisation policies that endpoints name.</summary>
public static class AccessPolicies
{
    /// <summary>Tenant owners and tenant admins, each for the tenant in their token.</summary>
    public const string Tenant = "tenant";

    /// <summary>Tenant owners, for the tenant in their token.</summary>
    public const string TenantOwner = "tenant-owner";

    /// <summary>Platform admins.</summary>
    public const string Admin = "admin";

    /// <summary>Platform admins and operators, for reading.</summary>
    public const string AdminRead = "admin-read";
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

    /// <summary>What a program's token is for, separated by spaces.</summary>
    public const string Scope = "scope";
}

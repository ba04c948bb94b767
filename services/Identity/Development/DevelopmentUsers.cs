namespace PenguinMails.Identity.Development;

/// <summary>The public users of a development instance (README). They never exist anywhere else.</summary>
internal static class DevelopmentUsers
{
    public const string Password = "penguin-dev-password";

    /// <summary>The secret of every service client.</summary>
    public const string ServiceSecret = "penguin-dev-service-secret";

    private static readonly Guid Acme = new("550e8400-e29b-41d4-a716-446655440000");
    private static readonly Guid Borealis = new("6ba7b810-9dad-11d1-80b4-00c04fd430c8");
    private static readonly Guid Cumulus = new("7d444840-9dc0-11d1-b245-5ffdce74fad2");

    public static IReadOnlyList<DevelopmentUser> All { get; } =
    [
        new("owner@acme.example", Roles.TenantOwner, Acme, "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"),
        new("admin@acme.example", Roles.TenantAdmin, Acme, "KRSXG5CTMVRXEZLUKRSXG5CTMVRXEZLU"),
        new("owner@borealis.example", Roles.TenantOwner, Borealis, "MFRGGZDFMZTWQ2LKMFRGGZDFMZTWQ2LK"),
        new("owner@cumulus.example", Roles.TenantOwner, Cumulus, "ONSWG4TFOQYTEMZUONSWG4TFOQYTEMZU"),
        new("admin@penguinmails.example", Roles.Admin, null, "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"),
        new("second-admin@penguinmails.example", Roles.Admin, null, "NBSWY3DPO5XXE3DENBSWY3DPO5XXE3DE"),
        new("operator@penguinmails.example", Roles.Operator, null, "PFXXK4TTPFXXK4TTPFXXK4TTPFXXK4TT"),
        new("developer@penguinmails.example", Roles.Developer, null, "OBQXG43XN5ZGIMJSOBQXG43XN5ZGIMJS"),
    ];

    /// <summary>Programs and what their tokens are for.</summary>
    public static IReadOnlyList<(string Name, string Scope)> ServiceClients { get; } =
    [
        ("mail-worker", "secrets:read:smtp api-keys:verify"),
        ("billing", ""),
        ("gateway", ServiceScopes.AdmitApiKeys),
    ];
}

/// <param name="Email">The address.</param>
/// <param name="Role">The role.</param>
/// <param name="TenantId">The tenant of a tenant user.</param>
/// <param name="TotpSecret">The TOTP secret in base32.</param>
internal sealed record DevelopmentUser(string Email, string Role, Guid? TenantId, string TotpSecret);

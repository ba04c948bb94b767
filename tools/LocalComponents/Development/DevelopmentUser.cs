namespace PenguinMails.LocalComponents;

/// <summary>A user of a development instance. Everybody may know these: they exist in development instances only.</summary>
/// <param name="Email">The sign-in name.</param>
/// <param name="Role">The role as the API names it.</param>
/// <param name="TotpSecret">The shared secret for one-time codes, base32.</param>
/// <param name="Tenant">The tenant of a tenant's user.</param>
public sealed record DevelopmentUser(string Email, string Role, string TotpSecret, DevelopmentTenant? Tenant = null)
{
    public const string Password = "penguin-dev-password";

    public static readonly DevelopmentUser AcmeOwner =
        new("owner@acme.example", "tenant_owner", "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP", DevelopmentTenant.Acme);

    public static readonly DevelopmentUser AcmeAdmin = new("admin@acme.example", "tenant_admin", "KRSXG5CTMVRXEZLUKRSXG5CTMVRXEZLU", DevelopmentTenant.Acme);
    public static readonly DevelopmentUser BorealisOwner = new("owner@borealis.example", "tenant_owner", "MFRGGZDFMZTWQ2LKMFRGGZDFMZTWQ2LK", DevelopmentTenant.Borealis);
    public static readonly DevelopmentUser CumulusOwner = new("owner@cumulus.example", "tenant_owner", "ONSWG4TFOQYTEMZUONSWG4TFOQYTEMZU", DevelopmentTenant.Cumulus);
    public static readonly DevelopmentUser PlatformAdmin = new("admin@penguinmails.example", "admin", "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
    public static readonly DevelopmentUser SecondAdmin = new("second-admin@penguinmails.example", "admin", "NBSWY3DPO5XXE3DENBSWY3DPO5XXE3DE");
    public static readonly DevelopmentUser Operator = new("operator@penguinmails.example", "operator", "PFXXK4TTPFXXK4TTPFXXK4TTPFXXK4TT");
    public static readonly DevelopmentUser Developer = new("developer@penguinmails.example", "developer", "OBQXG43XN5ZGIMJSOBQXG43XN5ZGIMJS");

    /// <summary>All of them, as the HTTP API's documentation lists them.</summary>
    public static IReadOnlyList<DevelopmentUser> All { get; } =
        [AcmeOwner, AcmeAdmin, BorealisOwner, CumulusOwner, PlatformAdmin, SecondAdmin, Operator, Developer];

    public override string ToString() => Email;
}

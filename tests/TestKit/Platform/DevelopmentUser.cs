namespace PenguinMails.TestKit.Platform;

/// <summary>A user of a development instance, as the README lists them.</summary>
public sealed record DevelopmentUser(string Email, string Role, string TotpSecret, Guid? TenantId = null)
{
    public const string Password = "penguin-dev-password";

    public static readonly Guid Acme = new("550e8400-e29b-41d4-a716-446655440000");
    public static readonly Guid Borealis = new("6ba7b810-9dad-11d1-80b4-00c04fd430c8");
    public static readonly Guid Cumulus = new("7d444840-9dc0-11d1-b245-5ffdce74fad2");

    public static readonly DevelopmentUser AcmeOwner = new("owner@acme.example", "tenant_owner", "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP", Acme);
    public static readonly DevelopmentUser AcmeAdmin = new("admin@acme.example", "tenant_admin", "KRSXG5CTMVRXEZLUKRSXG5CTMVRXEZLU", Acme);
    public static readonly DevelopmentUser BorealisOwner = new("owner@borealis.example", "tenant_owner", "MFRGGZDFMZTWQ2LKMFRGGZDFMZTWQ2LK", Borealis);
    public static readonly DevelopmentUser CumulusOwner = new("owner@cumulus.example", "tenant_owner", "ONSWG4TFOQYTEMZUONSWG4TFOQYTEMZU", Cumulus);
    public static readonly DevelopmentUser PlatformAdmin = new("admin@penguinmails.example", "admin", "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
    public static readonly DevelopmentUser SecondAdmin = new("second-admin@penguinmails.example", "admin", "NBSWY3DPO5XXE3DENBSWY3DPO5XXE3DE");
    public static readonly DevelopmentUser Operator = new("operator@penguinmails.example", "operator", "PFXXK4TTPFXXK4TTPFXXK4TTPFXXK4TT");
    public static readonly DevelopmentUser Developer = new("developer@penguinmails.example", "developer", "OBQXG43XN5ZGIMJSOBQXG43XN5ZGIMJS");

    public static readonly IReadOnlyList<DevelopmentUser> All =
        [AcmeOwner, AcmeAdmin, BorealisOwner, CumulusOwner, PlatformAdmin, SecondAdmin, Operator, Developer];

    public override string ToString() => Email;
}

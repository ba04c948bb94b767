namespace PenguinMails.LocalComponents;

/// <summary>A tenant of a development instance; it has one server.</summary>
/// <param name="Id">The tenant.</param>
/// <param name="Name">Its display name.</param>
/// <param name="ShortName">Names its server: "server-{short name}".</param>
/// <param name="Number">Last number of the server's loopback address.</param>
public sealed record DevelopmentTenant(Guid Id, string Name, string ShortName, int Number)
{
    public static readonly DevelopmentTenant Acme = new(new Guid("550e8400-e29b-41d4-a716-446655440000"), "Acme Mail", "acme", 1);
    public static readonly DevelopmentTenant Borealis = new(new Guid("6ba7b810-9dad-11d1-80b4-00c04fd430c8"), "Borealis Post", "borealis", 2);
    public static readonly DevelopmentTenant Cumulus = new(new Guid("7d444840-9dc0-11d1-b245-5ffdce74fad2"), "Cumulus Letters", "cumulus", 3);

    public static IReadOnlyList<DevelopmentTenant> All { get; } = [Acme, Borealis, Cumulus];

    /// <summary>The domain of the tenant's mail.</summary>
    public string MailDomain => $"{ShortName}.example";

    /// <summary>The tenant's account on its server.</summary>
    public string Account => $"tenant-{Id.ToString()[..8]}";
}

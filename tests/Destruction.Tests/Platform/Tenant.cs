using PenguinMails.LocalComponents;
using PenguinMails.TestKit;

namespace PenguinMails.Destruction.Tests.Platform;

/// <summary>A tenant, its owner, and the server that it shares with others.</summary>
internal sealed record Tenant(int Number, Guid Id, TestSshServer Server)
{
    public string Account => "tenant-" + Id.ToString("N")[..8];

    /// <summary>Its owner, with the sign-in name and secret of a development user of its own.</summary>
    public DevelopmentUser Owner => new($"owner-{Number}@destruction.example", "tenant_owner", DevelopmentUser.AcmeOwner.TotpSecret);

    // The account is named after the first eight digits; those of version 7 ids made within a minute are all the same.
    public static Tenant Of(int number, TestSshServer server) => new(
        number, new Guid([(byte)(number + 1), 0xd5, 0x7a, 0xc7, .. Guid.CreateVersion7().ToByteArray().AsSpan(4)]), server);
}

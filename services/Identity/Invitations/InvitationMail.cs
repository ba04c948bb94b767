using PenguinMails.Identity.Configuration;
using PenguinMails.Identity.Notifications;
using PenguinMails.Identity.Sessions;

namespace PenguinMails.Identity.Invitations;

/// <summary>Makes the links of invitations, and queues the mail that brings one to the invited person.</summary>
internal sealed class InvitationMail(ITransit transit, IMailSetup mail, IOptions<IdentityOptions> options)
{
    /// <summary>Before the transaction: Vault is not asked within one.</summary>
    public async Task<PlainTextLink> CreateLinkAsync(CancellationToken cancellationToken)
    {
        var link = PlainTextLink.Create(options.Value);
        return mail.IsSetUp
            ? link with { CipherText = await transit.EncryptAsync(TransitKey.Identity, Encoding.UTF8.GetBytes(link.Url), cancellationToken: cancellationToken) }
            : link;
    }
}

/// <summary>A new link.</summary>
/// <param name="Token">What opens the account.</param>
/// <param name="Url">The link.</param>
/// <param name="CipherText">The link as a mail keeps it until it is sent; null: none is sent.</param>
internal sealed record PlainTextLink(string Token, string Url, string? CipherText = null)
{
    public static PlainTextLink Create(IdentityOptions options)
    {
        var token = OpaqueToken.Create();
        return new PlainTextLink(token, new Uri(options.PublicAddress, $"invitations/{token}").ToString());
    }

    public override string ToString() => "link (redacted)";
}

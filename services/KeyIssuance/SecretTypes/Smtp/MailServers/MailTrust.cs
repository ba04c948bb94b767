using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using PenguinMails.KeyIssuance.SecretTypes.Smtp.Settings;

namespace PenguinMails.KeyIssuance.SecretTypes.Smtp.MailServers;

/// <summary>Which mail servers' certificates are trusted: those that the system trusts, and those of <see cref="SmtpOptions.AuthorityFile"/>.</summary>
internal sealed class MailTrust(IOptions<SmtpOptions> options, TimeProvider time)
{
    /// <summary>Why a certificate is not trusted; null when it is.</summary>
    public string? ObstacleOf(X509Certificate? shown, X509Chain? chain, SslPolicyErrors errors)
    {
        if (errors == SslPolicyErrors.None)
        {
            return null;
        }

        if (shown is not X509Certificate2 certificate)
        {
            return "it shows none";
        }

        return errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch) ? "it has another name"
            : IsOfAuthority(certificate, chain) ? null
            : !IsInForce(certificate) ? $"it is valid from {certificate.NotBefore:u} to {certificate.NotAfter:u}"
            : $"nobody trusted has issued it ({certificate.Issuer})";
    }

    private bool IsInForce(X509Certificate2 certificate)
    {
        var now = time.GetUtcNow().UtcDateTime;
        return certificate.NotBefore.ToUniversalTime() <= now && now <= certificate.NotAfter.ToUniversalTime();
    }

    private bool IsOfAuthority(X509Certificate2 certificate, X509Chain? presented)
    {
        if (options.Value.AuthorityFile is not { } file)
        {
            return false;
        }

        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.ImportFromPemFile(file);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.ApplicationPolicy.Add(new Oid("1.3.6.1.5.5.7.3.1")); // a server's
        foreach (var element in presented?.ChainElements ?? Enumerable.Empty<X509ChainElement>())
        {
            chain.ChainPolicy.ExtraStore.Add(element.Certificate);
        }

        return chain.Build(certificate);
    }
}

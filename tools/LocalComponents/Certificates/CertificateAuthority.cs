using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace PenguinMails.LocalComponents;

/// <summary>
/// The certificate authority of one development instance or test. A mail program that trusts it trusts it for names below .test and
/// .example and for loopback addresses alone: its own certificate says so (RFC 5280, 4.2.1.10).
/// </summary>
/// <param name="folder">Where certificate and key lie.</param>
/// <param name="time">The clock.</param>
public sealed class CertificateAuthority(string folder, TimeProvider? time = null)
{
    private const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";
    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(3_650);
    private static readonly TimeSpan CertificateLifetime = TimeSpan.FromDays(90);
    private static readonly TimeSpan RenewBefore = TimeSpan.FromDays(30);
    private static readonly TimeSpan ClockTolerance = TimeSpan.FromHours(1);
    private readonly TimeProvider _time = time ?? TimeProvider.System;
    private readonly Lock _creation = new();

    /// <summary>The authority's own certificate, for clients to trust.</summary>
    public string CertificateFile => Path.Combine(folder, "ca.pem");

    private string KeyFile => Path.Combine(folder, "ca.key");

    /// <summary>Makes the authority on first use, and another one when it ends before a certificate of today would.</summary>
    public void EnsureExists()
    {
        lock (_creation)
        {
            if (File.Exists(CertificateFile))
            {
                using var present = X509CertificateLoader.LoadCertificateFromFile(CertificateFile);
                if (present.NotAfter.ToUniversalTime() - _time.GetUtcNow().UtcDateTime > CertificateLifetime)
                {
                    return;
                }
            }

            Create();
        }
    }

    /// <summary>
    /// Issues a server's certificate, and another one when fewer than 30 of its 90 days are left, when it has other names, or when it was
    /// issued by another authority. Each has a new key.
    /// </summary>
    /// <param name="certificateFile">Where the certificate goes.</param>
    /// <param name="keyFile">Where the key goes; only its owner may read it.</param>
    /// <param name="names">DNS names, the main one first.</param>
    /// <param name="addresses">IP addresses.</param>
    public void EnsureCertificate(string certificateFile, string keyFile, IReadOnlyList<string> names, IReadOnlyList<IPAddress> addresses)
    {
        EnsureExists();
        using var authority = X509Certificate2.CreateFromPemFile(CertificateFile, KeyFile);
        if (!IsGood(certificateFile, keyFile, authority, names, addresses))
        {
            Issue(authority, certificateFile, keyFile, names, addresses);
        }
    }

    private void Create()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var id = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(4));
        var request = new CertificateRequest($"CN=PenguinMails development CA {id}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(X509BasicConstraintsExtension.CreateForCertificateAuthority(0));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, critical: true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        request.CertificateExtensions.Add(NameConstraints.Permit(["test", "example"], [IPNetwork.Parse("127.0.0.0/8")]));
        var now = _time.GetUtcNow();
        using var certificate = request.CreateSelfSigned(now - ClockTolerance, now + Lifetime);
        // The certificate last: without it, the next start makes a new pair.
        File.Delete(CertificateFile);
        ProtectedFile.Write(KeyFile, key.ExportPkcs8PrivateKeyPem());
        ProtectedFile.Write(CertificateFile, certificate.ExportCertificatePem() + "\n");
        File.SetUnixFileMode(CertificateFile, (UnixFileMode)0b110_100_100);
    }

    private bool IsGood(string certificateFile, string keyFile, X509Certificate2 authority, IReadOnlyList<string> names, IReadOnlyList<IPAddress> addresses)
    {
        if (!File.Exists(certificateFile) || !File.Exists(keyFile))
        {
            return false;
        }

        using var present = X509CertificateLoader.LoadCertificateFromFile(certificateFile);
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.Add(authority);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.VerificationTime = _time.GetUtcNow().UtcDateTime;
        var alternatives = present.Extensions.OfType<X509SubjectAlternativeNameExtension>().Single();
        return present.NotAfter.ToUniversalTime() - _time.GetUtcNow().UtcDateTime > RenewBefore
            && alternatives.EnumerateDnsNames().SequenceEqual(names)
            && alternatives.EnumerateIPAddresses().SequenceEqual(addresses)
            && chain.Build(present);
    }

    private void Issue(
        X509Certificate2 authority, string certificateFile, string keyFile, IReadOnlyList<string> names, IReadOnlyList<IPAddress> addresses)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={names[0]}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: false, hasPathLengthConstraint: false, 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, critical: true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(ServerAuthentication)], critical: false));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromCertificate(authority, includeKeyIdentifier: true, includeIssuerAndSerial: false));
        var alternatives = new SubjectAlternativeNameBuilder();
        names.ToList().ForEach(alternatives.AddDnsName);
        addresses.ToList().ForEach(alternatives.AddIpAddress);
        request.CertificateExtensions.Add(alternatives.Build());
        var now = _time.GetUtcNow();
        using var certificate = request.Create(authority, now - ClockTolerance, now + CertificateLifetime, RandomSerialNumber());
        File.Delete(certificateFile); // a new key beside the old certificate would be no pair
        ProtectedFile.Write(keyFile, key.ExportPkcs8PrivateKeyPem());
        ProtectedFile.Write(certificateFile, certificate.ExportCertificatePem() + "\n");
    }

    // Positive and not zero (RFC 5280, 4.1.2.2).
    private static byte[] RandomSerialNumber()
    {
        var number = RandomNumberGenerator.GetBytes(16);
        number[0] = (byte)((number[0] & 0x3F) | 0x40);
        return number;
    }
}

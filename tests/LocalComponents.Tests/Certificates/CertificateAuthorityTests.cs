using System.Net;
using System.Security.Cryptography.X509Certificates;
using NUnit.Framework;
using PenguinMails.TestKit;

namespace PenguinMails.LocalComponents.Tests.Certificates;

[Category("Pure")]
public sealed class CertificateAuthorityTests
{
    private static readonly IPAddress Address = IPAddress.Parse("127.0.10.1");
    private string _folder = null!;

    [SetUp]
    public void CreateFolder() => _folder = TestFolder.Create("ca");

    [Test]
    public void Certificate_OfALocalName_IsTrustedAndItsKeysAreTheOwnersAlone()
    {
        using var certificate = Issue(new CertificateAuthority(_folder), "acme.tenants.test", "mail.acme.example");
        Assert.That(TestMail.IsTrusted(certificate, Authority()), Is.True);
        Assert.That(certificate.MatchesHostname("mail.acme.example") && certificate.MatchesHostname("127.0.10.1"), Is.True);
        using var pair = X509Certificate2.CreateFromPemFile(Server("pem"), Server("key"));
        Assert.That(pair.HasPrivateKey, Is.True, "the key belongs to the certificate");
        foreach (var key in new[] { Server("key"), Path.Combine(_folder, "ca.key") })
        {
            Assert.That(File.GetUnixFileMode(key), Is.EqualTo(UnixFileMode.UserRead | UnixFileMode.UserWrite), key);
        }
    }

    [Test]
    public void Certificate_OfAPublicName_IsNotTrusted()
    {
        using var certificate = Issue(new CertificateAuthority(_folder), "mail.penguinmails.com");
        Assert.That(TestMail.IsTrusted(certificate, Authority()), Is.False);
    }

    [Test]
    public void EnsureCertificate_Again_KeepsItUntilItIsDue()
    {
        var today = new Clock();
        using var first = Issue(new CertificateAuthority(_folder, today), "acme.tenants.test");
        using var sameDay = Issue(new CertificateAuthority(_folder, today), "acme.tenants.test");
        today.Now += TimeSpan.FromDays(59);
        using var inTime = Issue(new CertificateAuthority(_folder, today), "acme.tenants.test");
        Assert.That((sameDay.SerialNumber, inTime.SerialNumber), Is.EqualTo((first.SerialNumber, first.SerialNumber)));

        today.Now += TimeSpan.FromDays(2);
        using var renewed = Issue(new CertificateAuthority(_folder, today), "acme.tenants.test");
        Assert.That(renewed.NotAfter.ToUniversalTime(), Is.GreaterThan(today.Now.UtcDateTime.AddDays(89)));
    }

    [Test]
    public void EnsureCertificate_OtherNamesOrAnotherAuthority_IssuesAnother()
    {
        using var first = Issue(new CertificateAuthority(_folder), "acme.tenants.test");
        using var renamed = Issue(new CertificateAuthority(_folder), "borealis.tenants.test");
        Assert.That(renamed.MatchesHostname("borealis.tenants.test"), Is.True);

        File.Delete(Path.Combine(_folder, "ca.pem"));
        using var ofAnother = Issue(new CertificateAuthority(_folder), "borealis.tenants.test");
        Assert.That(TestMail.IsTrusted(ofAnother, Authority()), Is.True);
    }

    [Test]
    public void EnsureExists_EndsBeforeItsCertificatesWould_MakesAnother()
    {
        var today = new Clock();
        new CertificateAuthority(_folder, today).EnsureExists();
        var first = Authority().SerialNumber;
        today.Now += TimeSpan.FromDays(3_650 - 91);
        new CertificateAuthority(_folder, today).EnsureExists();
        Assert.That(Authority().SerialNumber, Is.EqualTo(first));
        today.Now += TimeSpan.FromDays(2);
        new CertificateAuthority(_folder, today).EnsureExists();
        Assert.That(Authority().SerialNumber, Is.Not.EqualTo(first));
    }

    private X509Certificate2 Issue(CertificateAuthority authority, params string[] names)
    {
        authority.EnsureCertificate(Server("pem"), Server("key"), names, [Address]);
        return X509CertificateLoader.LoadCertificateFromFile(Server("pem"));
    }

    private X509Certificate2 Authority() => X509CertificateLoader.LoadCertificateFromFile(Path.Combine(_folder, "ca.pem"));

    private string Server(string kind) => Path.Combine(_folder, "server." + kind);

    private sealed class Clock : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = System.GetUtcNow();

        public override DateTimeOffset GetUtcNow() => Now;
    }
}

using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Options;
using NSubstitute;
using PenguinMails.Contracts.Messages;
using PenguinMails.Identity.Configuration;
using PenguinMails.Identity.Deliveries;
using PenguinMails.Identity.Notifications;
using PenguinMails.Postgres;
using PenguinMails.ServiceDefaults;
using PenguinMails.Vault;

namespace PenguinMails.Identity.Tests.Notifications;

/// <summary>Mail and the password for it go to the server that is meant, or nowhere.</summary>
[Category("Component")]
internal sealed class MailSecurityTests
{
    [TestCase(MailSecurity.StartTls, false, "The mail server offers no STARTTLS, or no sign-in.")]
    [TestCase(MailSecurity.StartTls, true, "The mail server's certificate or TLS is not acceptable.")]
    public async Task Server_ThatIsNotVouchedFor_GetsNoMailAndIsTriedLater(MailSecurity security, bool hasTls, string reason)
    {
        await using var receiver = MailReceiver.Start(endpoint =>
        {
            if (hasTls)
            {
                endpoint.Certificate(SelfSigned());
            }
        });

        var outcome = await SendAsync(new MailOptions { Host = $"{receiver.Address}", Port = MailReceiver.Port, Security = security });

        Assert.That(outcome, Is.EqualTo(new DeliveryOutcome.Unavailable(reason)));
        Assert.That(receiver.OfferedTo("owner@acme.example"), Is.Empty);
    }

    [Test]
    public async Task Server_ThatIsAway_IsTriedLater()
    {
        var outcome = await SendAsync(new MailOptions { Host = "127.0.0.1", Port = 1, Security = MailSecurity.None });

        Assert.That(outcome, Is.TypeOf<DeliveryOutcome.Unavailable>());
    }

    [TestCase("127.0.0.1", MailSecurity.None, "a <a@b.example>", null, null, 0)]
    [TestCase(null, MailSecurity.None, "a@b.example", null, null, 0)]
    [TestCase("mail.example", MailSecurity.StartTls, "a@b.example", null, null, 0)]
    [TestCase("mail.example", MailSecurity.None, "nobody", "user", null, 3)]
    [TestCase("mail.example", MailSecurity.Tls, "a@b.example", "user", "/nowhere/password", 1)]
    [TestCase("mail.example", (MailSecurity)7, "a@b.example", null, null, 1)]
    public void Options_Wrong_AreAllReported(string? host, MailSecurity security, string from, string? user, string? file, int failures)
    {
        var options = new MailOptions { Host = host, Security = security, From = from, UserName = user, PasswordFile = file };

        Assert.That(new MailOptionsValidator().Validate(null, options).Failures?.Count() ?? 0, Is.EqualTo(failures));
    }

    private static Task<DeliveryOutcome> SendAsync(MailOptions options)
    {
        var database = Substitute.For<Database>(null, null);
        database.ReadAsync(Arg.Any<Func<DatabaseTransaction, Task<string?>>>(), Arg.Any<CancellationToken>()).Returns("owner@acme.example");
        var channel = new MailChannel(database, Substitute.For<ITransit>(), Options.Create(options), Options.Create(new IdentityOptions()), TimeProvider.System);
        var now = TimeProvider.System.GetUtcNow();
        return channel.SendAsync(
            new DueMessage(Guid.CreateVersion7(), Guid.CreateVersion7(), Guid.CreateVersion7(), null, 1, null, Guid.CreateVersion7()),
            [new Notice(Guid.CreateVersion7(), Guid.CreateVersion7(), TenantEvents.Test, null, null, null, null, null, null, now, now)],
            CancellationToken.None);
    }

    private static X509Certificate2 SelfSigned()
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=127.0.0.1", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var now = TimeProvider.System.GetUtcNow();
        using var certificate = request.CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
        return X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pkcs12), password: null);
    }
}

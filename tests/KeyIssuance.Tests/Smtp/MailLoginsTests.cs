using Microsoft.Extensions.Options;
using PenguinMails.KeyIssuance.SecretTypes.Smtp.MailServers;
using PenguinMails.KeyIssuance.SecretTypes.Smtp.Settings;
using PenguinMails.LocalComponents;
using PenguinMails.TestKit;

namespace PenguinMails.KeyIssuance.Tests.Smtp;

/// <summary>Which answers of mail servers are about a password, and which say nothing of it.</summary>
[Category("Component")]
public sealed class MailLoginsTests
{
    private const string Refusal = "NO [AUTHENTICATIONFAILED] Authentication failed.";

    [TestCase("235 2.7.0 Logged in.", "OK Logged in.", "Accepted")]
    [TestCase("535 5.7.8 Authentication failed.", Refusal, "Refused")]
    [TestCase("535-5.7.8 Authentication\r\n535 5.7.8 failed.", Refusal, "Refused")]
    [TestCase("235 2.7.0 Logged in.", Refusal, "Divided")]
    [TestCase("535 5.7.8 Authentication failed.", "OK Logged in.", "Divided")]
    [TestCase("421 4.3.2 Closing.", Refusal, "mail_not_now")]
    [TestCase("451 4.3.0 Try later.", Refusal, "mail_not_now")]
    [TestCase("454 4.7.0 Temporary authentication failure.", Refusal, "mail_not_now")]
    [TestCase("530 5.7.0 Must issue a STARTTLS command first.", Refusal, "mail_not_now")]
    [TestCase("504 5.5.4 Unrecognised.", Refusal, "mail_not_now")]
    [TestCase("535 5.7.8 Authentication failed.", "NO [UNAVAILABLE] Temporary authentication failure.", "mail_not_now")]
    [TestCase("535 5.7.8 Authentication failed.", "NO Authentication failed.", "mail_not_now")]
    [TestCase("535 5.7.8 Authentication failed.", "BAD what", "mail_not_now")]
    public async Task Login_Answer_CountsOnlyWhereItIsAboutThePassword(string smtp, string imap, string expected) =>
        Assert.That(await AnswerAsync(new MailScript { SmtpAnswer = smtp, ImapAnswer = imap }), Is.EqualTo(expected));

    [Test]
    public async Task Login_ServerThatIsBusyOrHangsUp_SaysNothing()
    {
        Assert.That(await AnswerAsync(new MailScript { Greeting = "421 4.3.2 Too busy." }), Is.EqualTo("mail_not_now"));
        Assert.That(await AnswerAsync(new MailScript { HangsUp = true, ImapAnswer = Refusal }), Is.EqualTo("mail_unreachable").Or.EqualTo("mail_not_now"));
    }

    [Test]
    public async Task Login_ServerWithoutEncryption_IsToldNoPassword()
    {
        Assert.That(await AnswerAsync(new MailScript { OffersStartTls = false }, out var server), Is.EqualTo("mail_not_encrypted"));
        Assert.That(server.Passwords, Is.Zero);
    }

    [Test]
    public async Task Login_CertificateOfAnotherNameOrAuthority_IsToldNoPassword()
    {
        Assert.That(await AnswerAsync(new MailScript { Named = "127.0.0.9" }, out var renamed), Is.EqualTo("mail_certificate_untrusted"));
        Assert.That(await AnswerAsync(new MailScript { Authority = new CertificateAuthority(TestFolder.Create("other-ca")) }, out var foreign), Is.EqualTo("mail_certificate_untrusted"));
        Assert.That((renamed.Passwords, foreign.Passwords), Is.EqualTo((0, 0)));
    }

    [Test]
    public async Task Login_NobodyListens_SaysNothing()
    {
        var logins = Logins();

        var answer = await logins.TryAsync<MailAnswer>(new SmtpSettings("admin", "127.0.0.1", 1, SmtpSettings.StartTls, 1, null), "password", default);

        Assert.That(NameOf(answer), Is.EqualTo("mail_unreachable"));
    }

    private static Task<string> AnswerAsync(MailScript script) => AnswerAsync(script, out _);

    private static Task<string> AnswerAsync(MailScript script, out TalkingMailServer server)
    {
        var talking = server = TalkingMailServer.Start(script);
        return LoginAsync(talking);
    }

    private static async Task<string> LoginAsync(TalkingMailServer server)
    {
        using (server)
        {
            var settings = new SmtpSettings("admin@acme.example", "127.0.0.1", server.SubmissionPort, SmtpSettings.StartTls, server.ImapPort, null);
            return NameOf(await Logins().TryAsync<MailAnswer>(settings, "password", default));
        }
    }

    private static MailLogins Logins()
    {
        TestMail.Authority.EnsureExists();
        var options = Options.Create(new SmtpOptions { AuthorityFile = TestMail.Authority.CertificateFile, LoginLimit = TimeSpan.FromSeconds(20) });
        return new MailLogins(new MailTrust(options, TimeProvider.System), options, TimeProvider.System);
    }

    private static string NameOf(MailAnswer answer) => answer is MailAnswer.Nothing nothing ? nothing.Code : answer.GetType().Name;
}

using System.Text.Json.Nodes;
using Microsoft.Extensions.Options;
using PenguinMails.KeyIssuance.SecretTypes;
using PenguinMails.KeyIssuance.SecretTypes.Smtp.Accounts;
using PenguinMails.KeyIssuance.SecretTypes.Smtp.Passwords;
using PenguinMails.KeyIssuance.SecretTypes.Smtp.Settings;

namespace PenguinMails.KeyIssuance.Tests.Smtp;

/// <summary>What enrols a mail account, and what is kept of it.</summary>
[Category("Pure")]
public sealed class SmtpEnrolmentTests
{
    private static readonly SmtpSecretType Type = new(null!, null!, null!, null!, Options.Create(new SmtpOptions()), TimeProvider.System);

    [Test]
    public void Read_NameAndUsername_AreEnough()
    {
        var read = (Enrolment.Read)Type.ReadEnrolment(new JsonObject { ["name"] = "mail-1", ["username"] = "admin@acme.example" });

        Assert.That(read.Secret.Name, Is.EqualTo("mail-1"));
        Assert.That(Type.SettingsOn(read.Secret.Settings, "192.0.2.7", null), Is.EqualTo(new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["username"] = "admin@acme.example",
            ["host"] = "192.0.2.7",
            ["port"] = "587",
            ["encryption"] = "starttls",
            ["imapPort"] = "143",
        }));
    }

    [Test]
    public void SettingsOn_SuccessorOfAServer_KeepANameAndReplaceAnAddress()
    {
        var named = new Dictionary<string, string>(StringComparer.Ordinal) { ["host"] = "mail.acme.example" };

        Assert.That(Type.SettingsOn(named, "192.0.2.8", "192.0.2.7")["host"], Is.EqualTo("mail.acme.example"));
        Assert.That(Type.SettingsOn(Type.SettingsOn(new Dictionary<string, string>(StringComparer.Ordinal), "192.0.2.7", null), "192.0.2.8", "192.0.2.7")["host"], Is.EqualTo("192.0.2.8"));
    }

    [Test]
    public void Read_MailServer_SaysHowClientsReachIt()
    {
        var read = (Enrolment.Read)Type.ReadEnrolment(JsonNode.Parse(
            """{"name":"m","username":"u","webmailUrl":"https://mail.acme.example/","mailServer":{"host":"Mail.Acme.example","port":465,"encryption":"tls"}}""")!.AsObject());

        Assert.That(
            (read.Secret.Settings["host"], read.Secret.Settings["port"], read.Secret.Settings["imapPort"], read.Secret.Settings["webmailUrl"]),
            Is.EqualTo(("mail.acme.example", "465", "993", "https://mail.acme.example/")));
    }

    [TestCase("name", "")]
    [TestCase("name", "Mail")]
    [TestCase("name", "mail_1")]
    [TestCase("name", "-mail")]
    [TestCase("name", "mail.staged")]
    [TestCase("name", "../ssh")]
    [TestCase("username", "")]
    [TestCase("username", "a:b")]
    [TestCase("username", "a\nb")]
    [TestCase("username", "a\r")]
    [TestCase("username", "a\0")]
    [TestCase("username", "a/b@acme.example")]
    [TestCase("username", "a b")]
    [TestCase("username", "Admin@acme.example")]
    [TestCase("username", "a@b@c")]
    [TestCase("username", "#a")]
    [TestCase("username", "a*")]
    [TestCase("username", "ä@acme.example")]
    [TestCase("username", "@acme.example")]
    [TestCase("webmailUrl", "http://mail.acme.example/")]
    [TestCase("webmailUrl", "https://admin:pw@mail.acme.example/")]
    [TestCase("webmailUrl", "javascript:alert(1)")]
    [TestCase("webmailUrl", "https://mail.acme.example/\n")]
    public void Read_ValueThatMeansSomethingElsewhere_IsRefused(string field, string value)
    {
        var body = new JsonObject { ["name"] = "mail-1", ["username"] = "admin@acme.example" };
        body[field] = value;

        Assert.That(Type.ReadEnrolment(body), Is.TypeOf<Enrolment.Invalid>());
    }

    [Test]
    public void Read_TooLongUsername_IsRefused()
    {
        foreach (var (username, isGood) in new[] { (new string('a', 64), true), (new string('a', 65), false), ($"{new string('a', 64)}@{new string('b', 63)}.example", true), ($"a@{new string('b', 260)}", false) })
        {
            Assert.That(Type.ReadEnrolment(new JsonObject { ["name"] = "m", ["username"] = username }), isGood ? Is.TypeOf<Enrolment.Read>() : Is.TypeOf<Enrolment.Invalid>(), username);
        }
    }

    [Test]
    public void Passwords_AreOfTheirOwn_AndTheirHashesSaltedArgon2id()
    {
        var (one, other) = (NewPassword.PlainText(), NewPassword.PlainText());

        Assert.That(one, Is.Not.EqualTo(other));
        var (hash, again) = (NewPassword.HashOf(one), NewPassword.HashOf(one));
        Assert.That(hash, Does.StartWith("{ARGON2ID}$argon2id$v=19$m=19456,t=2,p=1$"));
        Assert.That(hash, Is.Not.EqualTo(again), "salted");
    }
}

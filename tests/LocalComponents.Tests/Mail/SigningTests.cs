using System.Security.Cryptography;
using MimeKit;
using MimeKit.Cryptography;
using NUnit.Framework;
using Org.BouncyCastle.Crypto;
using PenguinMails.TestKit;

namespace PenguinMails.LocalComponents.Tests.Mail;

/// <summary>OpenDKIM signs what passes through Postfix, as soon as its tables name a key.</summary>
[Category("Component")]
public sealed class SigningTests
{
    private const string User = "admin@acme.example";
    private const string Password = "right";
    private TestSshServer _server = null!;
    private MailClient _client = null!;

    [OneTimeSetUp]
    public async Task StartServer()
    {
        await Prerequisite.EnsureAsync([DebianPackage.PythonDkim], Console.Error.WriteLine);
        _server = await TestSshServer.StartAsync(new TestSshServerOptions { HasMail = true });
        _client = new MailClient(_server, TestMail.Authority.CertificateFile);
        await _server.RunAsRootAsync($"""
            printf '{User}:{"{PLAIN}"}{Password}\n' >{TenantMailServer.CurrentUsersFile}.new
            chown root:dovecot {TenantMailServer.CurrentUsersFile}.new
            chmod 640 {TenantMailServer.CurrentUsersFile}.new
            touch -d '+5 seconds' {TenantMailServer.CurrentUsersFile}.new
            mv {TenantMailServer.CurrentUsersFile}.new {TenantMailServer.CurrentUsersFile}
            """);
    }

    [OneTimeTearDown]
    public async Task StopServer() => await _server.DisposeAsync();

    [Test]
    public async Task Message_BeforeAndAfterAKeyIsInTheTables_IsSignedFromThenOn()
    {
        Assert.That((await PassThroughAsync(_server.Mail.SubmissionPort)).Headers.Contains(HeaderId.DkimSignature), Is.False);

        using var key = RSA.Create(2048);
        await InstallAsync(key, "s1");
        var record = $"v=DKIM1; k=rsa; p={Convert.ToBase64String(key.ExportSubjectPublicKeyInfo())}";
        MimeMessage? signed = null;
        await Eventually.Async(
            async () => (signed = await PassThroughAsync(_server.Mail.SubmissionPort)).Headers.Contains(HeaderId.DkimSignature),
            what: "A signature after OpenDKIM was told to read its tables");
        await AssertVerifiedAsync(signed!, record);
        await AssertVerifiedAsync(await PassThroughAsync(_server.Mail.SmtpPort), record);
        Assert.That(_server.Log, Does.Contain("DKIM-Signature field added (s=s1, d=acme.example)"));
    }

    // One verifier could share a mistake with the signer; both also refuse what was changed.
    private static async Task AssertVerifiedAsync(MimeMessage message, string record)
    {
        var raw = await RawAsync(message);
        Assert.That((MimeKitVerifies(message, record), await DkimPyVerifiesAsync(raw, record)), Is.EqualTo((true, true)));
        ((TextPart)message.Body!).Text += "Another line.\r\n";
        raw = await RawAsync(message);
        Assert.That((MimeKitVerifies(message, record), await DkimPyVerifiesAsync(raw, record)), Is.EqualTo((false, false)));
    }

    private async Task<MimeMessage> PassThroughAsync(int port)
    {
        var message = MailClient.Compose(User);
        await Eventually.Async(
            async () =>
            {
                await _client.SendAsync(port, User, Password, message);
                return true;
            },
            what: "The password, which Dovecot sees within a second");
        return await _client.ReadAsync(User, Password, message);
    }

    private Task InstallAsync(RSA key, string selector) => _server.RunAsRootAsync($"""
        cat >{TenantMailServer.SigningKeysFolder}/{selector}.pem <<'END'
        {key.ExportPkcs8PrivateKeyPem()}
        END
        chown opendkim:opendkim {TenantMailServer.SigningKeysFolder}/{selector}.pem
        chmod 600 {TenantMailServer.SigningKeysFolder}/{selector}.pem
        mkdir {TenantMailServer.SigningTables}.{selector}
        echo '{selector} acme.example:{selector}:{TenantMailServer.SigningKeysFolder}/{selector}.pem' >{TenantMailServer.SigningTables}.{selector}/KeyTable
        echo '*@acme.example {selector}' >{TenantMailServer.SigningTables}.{selector}/SigningTable
        ln -s tables.{selector} {TenantMailServer.SigningTables}.next
        mv -T {TenantMailServer.SigningTables}.next {TenantMailServer.SigningTables}
        kill -USR1 "$(cat /run/opendkim/opendkim.pid)"
        """);

    private static bool MimeKitVerifies(MimeMessage message, string record) =>
        new DkimVerifier(new OneRecord(record)).Verify(message, message.Headers[message.Headers.IndexOf(HeaderId.DkimSignature)]);

    private static async Task<bool> DkimPyVerifiesAsync(string file, string record) =>
        (await Tool.RunAsync(
            "/usr/bin/python3",
            ["-c", "import dkim,sys; print(dkim.verify(open(sys.argv[1],'rb').read(), dnsfunc=lambda name,timeout=5: sys.argv[2].encode()))", file, record])).Trim() == "True";

    private static async Task<string> RawAsync(MimeMessage message)
    {
        var file = Path.Combine(TestFolder.Create("message"), "message.eml");
        var options = FormatOptions.Default.Clone();
        options.NewLineFormat = NewLineFormat.Dos;
        await message.WriteToAsync(options, file);
        return file;
    }

    private sealed class OneRecord(string record) : DkimPublicKeyLocatorBase
    {
        public override AsymmetricKeyParameter LocatePublicKey(string methods, string domain, string selector, CancellationToken cancellationToken = default) =>
            GetPublicKey(record);

        public override Task<AsymmetricKeyParameter> LocatePublicKeyAsync(string methods, string domain, string selector, CancellationToken cancellationToken = default) =>
            Task.FromResult(GetPublicKey(record));
    }
}

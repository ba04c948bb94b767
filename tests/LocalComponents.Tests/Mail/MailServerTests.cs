using MailKit.Security;
using NUnit.Framework;
using PenguinMails.TestKit;

namespace PenguinMails.LocalComponents.Tests.Mail;

[Category("Component")]
public sealed class MailServerTests
{
    private const string User = "admin@acme.example";
    private TestSshServer _server = null!;
    private MailClient _client = null!;
    private int _written;

    private int[] SubmissionPorts => [_server.Mail.SubmissionPort, _server.Mail.SmtpPort];

    [OneTimeSetUp]
    public async Task StartServer()
    {
        _server = await TestSshServer.StartAsync(new TestSshServerOptions { HasMail = true });
        _client = new MailClient(_server, TestMail.Authority.CertificateFile);
    }

    [OneTimeTearDown]
    public async Task StopServer() => await _server.DisposeAsync();

    [SetUp]
    public async Task SetPassword() => await WriteUsersAsync(TenantMailServer.CurrentUsersFile, $"{User}:{{PLAIN}}new");

    [Test]
    public async Task NewServer_KnowsNobody_AndBothPasswordFilesAreReadable()
    {
        await using var fresh = await TestSshServer.StartAsync(new TestSshServerOptions { HasMail = true });
        var client = new MailClient(fresh, TestMail.Authority.CertificateFile);
        // An unreadable file would make it 454, a temporary failure.
        Assert.That(
            () => client.AuthenticateAsync(fresh.Mail.SubmissionPort, User, "guessed"),
            Throws.InstanceOf<AuthenticationException>().With.Message.StartsWith("535: "));
        Assert.That(
            await fresh.RunAsRootAsync($"stat -c '%a %U:%G %s' {TenantMailServer.CurrentUsersFile} {TenantMailServer.PreviousUsersFile}"),
            Is.EqualTo("640 root:dovecot 0\n640 root:dovecot 0\n"));
    }

    [Test]
    public async Task Passwords_CurrentAndPrevious_AreAcceptedEverywhereUntilTheirFileIsEmpty()
    {
        await WriteUsersAsync(TenantMailServer.PreviousUsersFile, $"{User}:{{PLAIN}}old");
        await AssertAcceptedAsync("new");
        await AssertAcceptedAsync("old");
        await AssertRefusedAsync("neither");

        await WriteUsersAsync(TenantMailServer.PreviousUsersFile, "");
        await AssertRefusedAsync("old");
        await AssertAcceptedAsync("new");
    }

    [Test]
    public async Task Authentication_BeforeStartTls_IsNotOffered()
    {
        foreach (var port in SubmissionPorts)
        {
            using var client = new MailKit.Net.Smtp.SmtpClient();
            await client.ConnectAsync(_server.Address, port, SecureSocketOptions.None);
            Assert.That(client.AuthenticationMechanisms, Is.Empty, $"port {port}");
        }
    }

    [Test]
    public async Task Certificate_OfThisAuthority_IsRefusedByAClientThatTrustsAnother()
    {
        await AssertAcceptedAsync("new");
        var other = new CertificateAuthority(TestFolder.Create("other-ca"));
        other.EnsureExists();
        var doubter = new MailClient(_server, other.CertificateFile);
        foreach (var port in SubmissionPorts)
        {
            Assert.That(() => doubter.AuthenticateAsync(port, User, "new"), Throws.InstanceOf<SslHandshakeException>());
        }

        Assert.That(() => doubter.ReaderAsync(User, "new"), Throws.InstanceOf<SslHandshakeException>());
    }

    [Test]
    public async Task Mail_WithoutAccount_IsRefused()
    {
        using var client = new MailKit.Net.Smtp.SmtpClient();
        await client.ConnectAsync(_server.Address, _server.Mail.SmtpPort, SecureSocketOptions.None);
        Assert.That(
            () => client.SendAsync(MailClient.Compose(User)),
            Throws.InstanceOf<MailKit.Net.Smtp.SmtpCommandException>().With.Property("StatusCode").EqualTo(MailKit.Net.Smtp.SmtpStatusCode.TransactionFailed));
    }

    [Test]
    public async Task Restart_KeepsPasswordsAndMail()
    {
        var message = MailClient.Compose(User);
        await _client.SendAsync(_server.Mail.SubmissionPort, User, "new", message);
        await _client.ReadAsync(User, "new", message);

        await _server.StopAsync();
        Assert.That(() => _client.AuthenticateAsync(_server.Mail.SubmissionPort, User, "new"), Throws.InstanceOf<System.Net.Sockets.SocketException>());
        await _server.StartAgainAsync();

        await AssertAcceptedAsync("new");
        Assert.That((await _client.ReadAsync(User, "new", message)).Subject, Is.EqualTo(message.Subject));
    }

    private async Task AssertAcceptedAsync(string password)
    {
        foreach (var port in SubmissionPorts)
        {
            await _client.AuthenticateAsync(port, User, password);
        }

        using var reader = await _client.ReaderAsync(User, password);
        Assert.That(reader.IsAuthenticated, Is.True);
    }

    private Task AssertRefusedAsync(string password)
    {
        foreach (var port in SubmissionPorts)
        {
            Assert.That(
                () => _client.AuthenticateAsync(port, User, password),
                Throws.InstanceOf<AuthenticationException>().With.Message.StartsWith("535: "), $"port {port}");
        }

        Assert.That(() => _client.ReaderAsync(User, password), Throws.InstanceOf<AuthenticationException>());
        return Task.CompletedTask;
    }

    // As one who changes it has to: renamed into place, with a time in a later second than the one before, or Dovecot does not see it.
    private async Task WriteUsersAsync(string file, string line)
    {
        _written++;
        await _server.RunAsRootAsync($"""
            printf '%s\n' '{line}' | sed '/^$/d' >{file}.new
            chown root:dovecot {file}.new
            chmod 640 {file}.new
            touch -d "$(date -u -d @$(($(date +%s) + {_written})) '+%Y-%m-%d %H:%M:%S UTC')" {file}.new
            mv {file}.new {file}
            """);
        // Dovecot looks at a file once in a second.
        var expected = line.Length > 0 ? line[(line.IndexOf('}') + 1)..] : null;
        if (expected is not null)
        {
            await Eventually.Async(
                async () =>
                {
                    await _client.AuthenticateAsync(_server.Mail.SubmissionPort, User, expected);
                    return true;
                },
                what: $"The password in {file}");
        }
        else
        {
            await Eventually.Async(
                async () => (await _server.RunAsRootAsync($"doveadm auth test {User} old 2>&1 || :")).Contains("auth failed"),
                what: "The refusal of what was in the file");
        }
    }
}

using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using PenguinMails.LocalComponents;
using PenguinMails.TestKit;

namespace PenguinMails.KeyIssuance.Tests.Smtp;

/// <summary>What a scripted mail server says.</summary>
internal sealed record MailScript
{
    public string Greeting { get; init; } = "220 test ESMTP";

    public string SmtpAnswer { get; init; } = "235 2.7.0 Logged in.";

    /// <summary>Without the tag.</summary>
    public string ImapAnswer { get; init; } = "OK Logged in.";

    public bool OffersStartTls { get; init; } = true;

    /// <summary>Whether it hangs up instead of answering AUTH.</summary>
    public bool HangsUp { get; init; }

    public CertificateAuthority Authority { get; init; } = TestMail.Authority;

    /// <summary>The address that its certificate names.</summary>
    public string Named { get; init; } = "127.0.0.1";
}

/// <summary>Answers submission and IMAP as a script says, as servers do that cannot be made to say it.</summary>
internal sealed class TalkingMailServer : IDisposable
{
    private readonly MailScript _script;
    private readonly X509Certificate2 _certificate;
    private readonly TcpListener _submission = new(IPAddress.Loopback, 0);
    private readonly TcpListener _imap = new(IPAddress.Loopback, 0);
    private int _passwords;

    private TalkingMailServer(MailScript script)
    {
        _script = script;
        var folder = TestFolder.Create("talking");
        var (certificate, key) = (Path.Combine(folder, "mail.pem"), Path.Combine(folder, "mail.key"));
        script.Authority.EnsureCertificate(certificate, key, ["talking.test"], [IPAddress.Parse(script.Named)]);
        using var pem = X509Certificate2.CreateFromPemFile(certificate, key);
        _certificate = X509CertificateLoader.LoadPkcs12(pem.Export(X509ContentType.Pkcs12), null);
    }

    public int SubmissionPort => ((IPEndPoint)_submission.LocalEndpoint).Port;

    public int ImapPort => ((IPEndPoint)_imap.LocalEndpoint).Port;

    /// <summary>How many passwords it was told.</summary>
    public int Passwords => _passwords;

    public static TalkingMailServer Start(MailScript script)
    {
        var server = new TalkingMailServer(script);
        server._submission.Start();
        server._imap.Start();
        _ = server.ServeAsync(server._submission, server.SubmitAsync);
        _ = server.ServeAsync(server._imap, server.ReadAsync);
        return server;
    }

    public void Dispose()
    {
        _submission.Dispose();
        _imap.Dispose();
        _certificate.Dispose();
    }

    private async Task ServeAsync(TcpListener listener, Func<NetworkStream, Task> talk)
    {
        try
        {
            while (true)
            {
                using var client = await listener.AcceptTcpClientAsync();
                await talk(client.GetStream());
            }
        }
        catch (Exception ended) when (ended is SocketException or ObjectDisposedException or IOException or System.Security.Authentication.AuthenticationException)
        {
            if (ended is not ObjectDisposedException and not SocketException)
            {
                await ServeAsync(listener, talk);
            }
        }
    }

    private async Task SubmitAsync(NetworkStream plain)
    {
        var talk = new Talk(plain);
        await talk.SayAsync(_script.Greeting);
        while (await talk.HearAsync() is { } line)
        {
            switch (line.Split(' ')[0].ToUpperInvariant())
            {
                case "EHLO" when !talk.IsEncrypted:
                    await talk.SayAsync(_script.OffersStartTls ? "250-talking.test\r\n250 STARTTLS" : "250 talking.test");
                    break;
                case "EHLO":
                    await talk.SayAsync("250-talking.test\r\n250 AUTH PLAIN");
                    break;
                case "STARTTLS":
                    await talk.SayAsync("220 go");
                    await talk.EncryptAsync(_certificate);
                    break;
                case "AUTH":
                    Interlocked.Increment(ref _passwords);
                    if (_script.HangsUp)
                    {
                        return;
                    }

                    await talk.SayAsync(_script.SmtpAnswer);
                    break;
                default:
                    await talk.SayAsync("221 bye");
                    return;
            }
        }
    }

    private async Task ReadAsync(NetworkStream plain)
    {
        var talk = new Talk(plain);
        await talk.SayAsync($"* OK [CAPABILITY IMAP4rev1{(_script.OffersStartTls ? " STARTTLS" : "")} LOGINDISABLED] ready");
        while (await talk.HearAsync() is { } line)
        {
            var (tag, command) = (line.Split(' ')[0], line.Split(' ')[1].ToUpperInvariant());
            switch (command)
            {
                case "STARTTLS":
                    await talk.SayAsync($"{tag} OK go");
                    await talk.EncryptAsync(_certificate);
                    break;
                case "CAPABILITY":
                    await talk.SayAsync($"* CAPABILITY IMAP4rev1 SASL-IR AUTH=PLAIN\r\n{tag} OK done");
                    break;
                case "AUTHENTICATE":
                    Interlocked.Increment(ref _passwords);
                    await talk.SayAsync($"{tag} {_script.ImapAnswer}");
                    break;
                case "LOGOUT":
                    await talk.SayAsync($"* BYE\r\n{tag} OK bye");
                    return;
                default:
                    await talk.SayAsync($"{tag} OK done");
                    break;
            }
        }
    }

    private sealed class Talk(Stream plain)
    {
        private Stream _stream = plain;

        public bool IsEncrypted => _stream is SslStream;

        public async Task SayAsync(string text) => await _stream.WriteAsync(Encoding.ASCII.GetBytes(text + "\r\n"));

        public async Task EncryptAsync(X509Certificate2 certificate)
        {
            var encrypted = new SslStream(_stream);
            await encrypted.AuthenticateAsServerAsync(certificate);
            _stream = encrypted;
        }

        /// <returns>Null at the end.</returns>
        public async Task<string?> HearAsync()
        {
            var line = new StringBuilder();
            var one = new byte[1];
            while (await _stream.ReadAsync(one) == 1)
            {
                if (one[0] == '\n')
                {
                    return line.ToString().TrimEnd('\r');
                }

                line.Append((char)one[0]);
            }

            return null;
        }
    }
}

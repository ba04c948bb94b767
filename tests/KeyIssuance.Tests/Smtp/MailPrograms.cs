using System.Security.Cryptography.X509Certificates;
using MailKit;
using MailKit.Net.Imap;
using MailKit.Net.Smtp;
using MailKit.Security;
using PenguinMails.TestKit;

namespace PenguinMails.KeyIssuance.Tests.Smtp;

/// <summary>Logs in as people's mail programs do, at each door of a tenant's mail server.</summary>
internal sealed class MailPrograms(TestSshServer server)
{
    public const string Everywhere = "submission 235, smtp 235, imap OK";

    public const string Nowhere = "submission 535, smtp 535, imap NO";

    /// <summary>How Dovecot's submission, Postfix and IMAP answer.</summary>
    public async Task<string> AnswersAsync(string username, string password)
    {
        var submission = await SmtpAsync(server.Mail.SubmissionPort, username, password);
        var smtp = await SmtpAsync(server.Mail.SmtpPort, username, password);
        return $"submission {submission}, smtp {smtp}, imap {await ImapAsync(username, password)}";
    }

    /// <summary>Waits for an answer: Dovecot sees a change of its files a second later.</summary>
    public Task AnswerAsync(string username, string password, string expected) => Eventually.Async(
        async () =>
        {
            var answers = await AnswersAsync(username, password);
            return answers == expected ? true : throw new InvalidOperationException(answers);
        },
        what: $"The answer {expected} to {username}");

    /// <summary>An open IMAP session.</summary>
    public async Task<ImapClient> ReaderAsync(string username, string password)
    {
        var client = new ImapClient { ServerCertificateValidationCallback = Trusts };
        await client.ConnectAsync(server.Address, server.Mail.ImapPort, SecureSocketOptions.StartTls);
        await client.AuthenticateAsync(new SaslMechanismPlain(username, password));
        return client;
    }

    /// <summary>An open session at Dovecot's submission.</summary>
    public async Task<SmtpClient> SubmitterAsync(string username, string password)
    {
        var client = new SmtpClient { ServerCertificateValidationCallback = Trusts };
        await client.ConnectAsync(server.Address, server.Mail.SubmissionPort, SecureSocketOptions.StartTls);
        await client.AuthenticateAsync(new SaslMechanismPlain(username, password));
        return client;
    }

    /// <summary>Waits until a session is gone.</summary>
    public static Task EndedAsync(MailService session) => Eventually.Async(
        async () =>
        {
            try
            {
                await (session is ImapClient imap ? imap.NoOpAsync() : ((SmtpClient)session).NoOpAsync());
                return false;
            }
            catch (Exception failure) when (failure is IOException or ProtocolException or ServiceNotConnectedException)
            {
                return true;
            }
        },
        what: $"The end of a session ({session.GetType().Name})");

    private async Task<string> SmtpAsync(int port, string username, string password)
    {
        using var client = new SmtpClient { ServerCertificateValidationCallback = Trusts };
        await client.ConnectAsync(server.Address, port, SecureSocketOptions.StartTls);
        try
        {
            await client.AuthenticateAsync(new SaslMechanismPlain(username, password));
            return "235";
        }
        catch (AuthenticationException refusal)
        {
            return refusal.Message[..3];
        }
        finally
        {
            await client.DisconnectAsync(quit: true);
        }
    }

    private async Task<string> ImapAsync(string username, string password)
    {
        try
        {
            using var client = await ReaderAsync(username, password);
            await client.DisconnectAsync(quit: true);
            return "OK";
        }
        catch (AuthenticationException)
        {
            return "NO";
        }
    }

    private bool Trusts(object sender, X509Certificate? certificate, X509Chain? chain, System.Net.Security.SslPolicyErrors errors) =>
        certificate is X509Certificate2 shown && shown.MatchesHostname(server.Address) && TestMail.IsTrusted(shown, X509CertificateLoader.LoadCertificateFromFile(TestMail.Authority.CertificateFile));
}

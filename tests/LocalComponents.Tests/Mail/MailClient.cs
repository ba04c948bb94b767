using System.Globalization;
using System.Security.Cryptography.X509Certificates;
using MailKit;
using MailKit.Net.Imap;
using MailKit.Net.Smtp;
using MailKit.Security;
using MimeKit;
using PenguinMails.TestKit;

namespace PenguinMails.LocalComponents.Tests.Mail;

/// <summary>Submits and reads mail as a mail program does that trusts one authority.</summary>
internal sealed class MailClient(TestSshServer server, string authorityFile)
{
    /// <summary>Authenticates to one of the server's ports for submission and hangs up.</summary>
    /// <exception cref="AuthenticationException">It refused; the message begins with its code.</exception>
    /// <exception cref="SslHandshakeException">Its certificate is not trusted.</exception>
    public async Task AuthenticateAsync(int port, string user, string password)
    {
        using var client = await SubmitterAsync(port, user, password);
        await client.DisconnectAsync(quit: true);
    }

    /// <summary>Submits a message.</summary>
    public async Task SendAsync(int port, string user, string password, MimeMessage message)
    {
        using var client = await SubmitterAsync(port, user, password);
        await client.SendAsync(message);
        await client.DisconnectAsync(quit: true);
    }

    /// <summary>Waits for a message that was sent, and reads it in the sink.</summary>
    public async Task<MimeMessage> ReadAsync(string user, string password, MimeMessage sent)
    {
        using var client = await ReaderAsync(user, password);
        MimeMessage? found = null;
        await Eventually.Async(
            async () =>
            {
                // Opened anew: before the first mail there is no such mailbox.
                var sink = await client.GetFolderAsync(TenantMailServer.SinkMailbox);
                await sink.OpenAsync(FolderAccess.ReadOnly);
                var summaries = await sink.FetchAsync(0, -1, MessageSummaryItems.Envelope | MessageSummaryItems.UniqueId);
                var arrived = summaries.FirstOrDefault(summary => summary.Envelope?.MessageId == sent.MessageId);
                found = arrived is null ? null : await sink.GetMessageAsync(arrived.UniqueId);
                await sink.CloseAsync();
                return found is not null;
            },
            what: $"Message {sent.MessageId} in the sink");
        await client.DisconnectAsync(quit: true);
        return found!;
    }

    /// <summary>Logs in over IMAP.</summary>
    public async Task<ImapClient> ReaderAsync(string user, string password)
    {
        var client = new ImapClient { ServerCertificateValidationCallback = (_, certificate, _, _) => Trusts(certificate) };
        await client.ConnectAsync(server.Address, server.Mail.ImapPort, SecureSocketOptions.StartTls);
        await client.AuthenticateAsync(new SaslMechanismPlain(user, password));
        return client;
    }

    /// <summary>A message that has all that its signature covers.</summary>
    public static MimeMessage Compose(string from)
    {
        var message = new MimeMessage { Subject = string.Create(CultureInfo.InvariantCulture, $"Probe {Guid.CreateVersion7()}"), Body = new TextPart("plain") { Text = "One line.\r\n" } };
        message.From.Add(MailboxAddress.Parse(from));
        message.To.Add(MailboxAddress.Parse("somebody@elsewhere.example"));
        message.MessageId = $"{Guid.CreateVersion7():N}@probe.example";
        return message;
    }

    private async Task<SmtpClient> SubmitterAsync(int port, string user, string password)
    {
        var client = new SmtpClient { ServerCertificateValidationCallback = (_, certificate, _, _) => Trusts(certificate) };
        await client.ConnectAsync(server.Address, port, SecureSocketOptions.StartTls);
        await client.AuthenticateAsync(new SaslMechanismPlain(user, password));
        return client;
    }

    private bool Trusts(X509Certificate? certificate) =>
        certificate is X509Certificate2 shown && shown.MatchesHostname(server.Address)
        && TestMail.IsTrusted(shown, X509CertificateLoader.LoadCertificateFromFile(authorityFile));
}

using MailKit.Net.Smtp;
using MailKit.Security;
using MimeKit;
using PenguinMails.TestKit;

namespace PenguinMails.KeyIssuance.Tests.SecretTypes.Dkim;

/// <summary>Sends mail through a tenant's mail server as a program on it does, and reads what came out.</summary>
internal sealed class TenantServers
{
    private const string Sink = "/var/vmail/public/.Sink";

    /// <summary>Sends a message and waits for it.</summary>
    /// <returns>The file of the delivered message, with full line ends.</returns>
    public async Task<string> PassThroughAsync(TestSshServer server, string sender)
    {
        var id = $"{Guid.CreateVersion7():N}@test.example";
        using (var message = new MimeMessage { Subject = "Mail of the domain", MessageId = id, Body = new TextPart("plain") { Text = "One line.\r\n" } })
        {
            message.From.Add(MailboxAddress.Parse(sender));
            message.To.Add(MailboxAddress.Parse("anybody@elsewhere.example"));
            // The port for programs of the server is the last one.
            var listener = (await server.RunAsRootAsync("postconf -M | awk '$8 == \"smtpd\" { print $1 }' | tail -n 1")).Trim();
            using var client = new SmtpClient();
            await client.ConnectAsync(server.Address, int.Parse(listener.Split(':')[^1], System.Globalization.CultureInfo.InvariantCulture), SecureSocketOptions.None);
            await client.SendAsync(message);
            await client.DisconnectAsync(quit: true);
        }

        var content = "";
        await Eventually.Async(
            async () => (content = await server.RunAsRootAsync($"grep -lrF '{id}' {Sink}/new {Sink}/cur 2>/dev/null | head -n 1 | xargs -r base64 -w0")).Length > 0,
            what: "The message in the sink");
        var file = Path.Combine(TestFolder.Create("message"), "message.eml");
        await File.WriteAllTextAsync(file, System.Text.Encoding.Latin1.GetString(Convert.FromBase64String(content.Trim())).ReplaceLineEndings("\r\n"), System.Text.Encoding.Latin1);
        return file;
    }
}

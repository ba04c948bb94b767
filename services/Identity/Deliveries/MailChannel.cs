using System.Net.Sockets;
using MailKit;
using MailKit.Net.Smtp;
using MailKit.Security;
using MimeKit;
using PenguinMails.Identity.Configuration;
using PenguinMails.Identity.Notifications;

namespace PenguinMails.Identity.Deliveries;

/// <summary>Sends mail by SMTP. What a server says beside its code is not kept: it can hold addresses.</summary>
internal sealed class MailChannel(
    Database database, ITransit transit, IOptions<MailOptions> options, IOptions<IdentityOptions> identity, TimeProvider time) : IMessageChannel, IMailSetup
{
    private const int PermanentFrom = 500;

    public string Name => MessageTable.Mail;

    public bool IsSetUp => options.Value.Host is not null;

    public async Task<DeliveryOutcome> SendAsync(DueMessage message, IReadOnlyList<Notice> notices, CancellationToken cancellationToken)
    {
        if (options.Value.Host is not { } host)
        {
            return new DeliveryOutcome.Unavailable("Mail is not set up any more.");
        }

        // By the id, and at this moment: whoever lost access since hears of nothing more.
        var receiver = await database.ReadAsync(
            read => read.ScalarAsync<string>(
                message.Sealed is null
                    ? "select email from platform_user where user_id = @UserId and tenant_id = @TenantId and status = 'active'"
                    : "select email from platform_user join invitation using (user_id) where user_id = @UserId and status = 'invited' and expires_at > @now",
                new { message.UserId, message.TenantId, now = time.GetUtcNow() }),
            cancellationToken);
        if (receiver is null)
        {
            return new DeliveryOutcome.Refused("The receiver has no access any more.");
        }

        if (!MailboxAddress.TryParse(receiver, out var to))
        {
            return new DeliveryOutcome.Refused("The receiver's address takes no mail.");
        }

        try
        {
            var from = MailboxAddress.Parse(options.Value.From);
            using var mail = message.Sealed is { } cipherText
                ? MailText.OfInvitation(message.MessageId, from, to, await LinkAsync(cipherText, cancellationToken), time.GetUtcNow())
                : MailText.Of(message.MessageId, from, to, notices, identity.Value.PublicAddress, time.GetUtcNow());
            await SendAsync(host, mail, cancellationToken);
            return new DeliveryOutcome.Delivered();
        }
        catch (SmtpCommandException refused) when ((int)refused.StatusCode >= PermanentFrom && IsAboutTheMail(refused.ErrorCode))
        {
            return new DeliveryOutcome.Refused($"The mail server answered {(int)refused.StatusCode}.");
        }
        catch (SmtpCommandException refused)
        {
            return new DeliveryOutcome.Unavailable($"The mail server answered {(int)refused.StatusCode}.");
        }
        catch (AuthenticationException)
        {
            return new DeliveryOutcome.Unavailable("The mail server refuses the sign-in.");
        }
        catch (SslHandshakeException)
        {
            return new DeliveryOutcome.Unavailable("The mail server's certificate or TLS is not acceptable.");
        }
        catch (NotSupportedException)
        {
            return new DeliveryOutcome.Unavailable("The mail server offers no STARTTLS, or no sign-in.");
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or SocketException or ProtocolException or ServiceNotConnectedException or ServiceNotAuthenticatedException)
        {
            return new DeliveryOutcome.Unavailable($"The mail server or the password's file cannot be reached: {failure.GetType().Name}.");
        }
    }

    // What a server has against the platform's sender holds for every mail, until somebody mends it.
    private static bool IsAboutTheMail(SmtpErrorCode code) => code is SmtpErrorCode.RecipientNotAccepted or SmtpErrorCode.MessageNotAccepted;

    private async Task<string> LinkAsync(string cipherText, CancellationToken cancellationToken)
    {
        using var link = await transit.DecryptAsync(TransitKey.Identity, cipherText, cancellationToken: cancellationToken);
        return Encoding.UTF8.GetString(link.Span);
    }

    private async Task SendAsync(string host, MimeMessage mail, CancellationToken cancellationToken)
    {
        using var client = new SmtpClient { CheckCertificateRevocation = false };
        await client.ConnectAsync(host, options.Value.Port, Security, cancellationToken);
        if (options.Value is { UserName: { } userName, PasswordFile: { } file })
        {
            var password = (await File.ReadAllTextAsync(file, cancellationToken)).Trim();
            await client.AuthenticateAsync(Encoding.UTF8, userName, password, cancellationToken);
        }

        await client.SendAsync(mail, cancellationToken);
        try
        {
            await client.DisconnectAsync(quit: true, cancellationToken);
        }
        catch (Exception failure) when (failure is IOException or ProtocolException or CommandException or OperationCanceledException)
        {
            // The server has taken the message.
        }
    }

    private SecureSocketOptions Security => options.Value.Security switch
    {
        MailSecurity.Tls => SecureSocketOptions.SslOnConnect,
        MailSecurity.None => SecureSocketOptions.None,
        _ => SecureSocketOptions.StartTls,
    };
}

using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using MailKit;
using MailKit.Net.Imap;
using MailKit.Net.Smtp;
using MailKit.Security;
using PenguinMails.KeyIssuance.SecretTypes.Smtp.Settings;

namespace PenguinMails.KeyIssuance.SecretTypes.Smtp.MailServers;

/// <summary>
/// Logs in as mail programs do: SMTP AUTH where mail is submitted, and IMAP, each under TLS with a trusted certificate of the server's name. Only what a
/// server says about name and password is an answer.
/// </summary>
internal sealed partial class MailLogins(MailTrust trust, IOptions<SmtpOptions> options, TimeProvider time)
{
    public const string Unreachable = "mail_unreachable";
    public const string Untrusted = "mail_certificate_untrusted";
    public const string NotEncrypted = "mail_not_encrypted";
    public const string NotNow = "mail_not_now";

    private const string SmtpRefusal = "535";

    // Dovecot looks once in a second whether a password file has changed.
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1.1);
    private const int Rounds = 4;

    /// <summary>Logs in until the answer is the expected one, for as long as a change of a password file may need to be seen.</summary>
    public async Task<MailAnswer> TryAsync<T>(SmtpSettings server, string plainTextPassword, CancellationToken cancellationToken)
        where T : MailAnswer
    {
        for (var round = 1; ; round++)
        {
            var answer = await TryAsync(server, plainTextPassword, cancellationToken);
            if (answer is T or MailAnswer.Nothing || round == Rounds)
            {
                return answer;
            }

            await Task.Delay(Pause, time, cancellationToken);
        }
    }

    private async Task<MailAnswer> TryAsync(SmtpSettings server, string plainTextPassword, CancellationToken cancellationToken)
    {
        var answers = await Task.WhenAll(
            LoginAsync(lines => new SmtpClient(lines), server, server.Port, "submission", plainTextPassword, cancellationToken),
            LoginAsync(lines => new ImapClient(lines), server, server.ImapPort, "IMAP", plainTextPassword, cancellationToken));
        return answers switch
        {
            _ when answers.OfType<MailAnswer.Nothing>().FirstOrDefault() is { } nothing => nothing,
            [MailAnswer.Accepted, MailAnswer.Accepted] => answers[0],
            [MailAnswer.Accepted, MailAnswer.Refused refused] => new MailAnswer.Divided(PlaceOf("submission", server, server.Port), refused.Place),
            [MailAnswer.Refused refused, MailAnswer.Accepted] => new MailAnswer.Divided(PlaceOf("IMAP", server, server.ImapPort), refused.Place),
            _ => answers[0],
        };
    }

    private async Task<MailAnswer> LoginAsync<TClient>(
        Func<IProtocolLogger, TClient> create, SmtpSettings server, int port, string service, string plainTextPassword, CancellationToken cancellationToken)
        where TClient : MailService
    {
        var place = PlaceOf(service, server, port);
        string? obstacle = null;
        using var limit = new CancellationTokenSource(options.Value.LoginLimit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        using var lines = new ServerLines();
        using var client = create(lines);
        client.CheckCertificateRevocation = false; // its lists are elsewhere, and this asks nobody but the tenant's server
        client.ServerCertificateValidationCallback = (_, certificate, chain, errors) => (obstacle = trust.ObstacleOf(certificate, chain, errors)) is null;
        client.LocalEndPoint = options.Value.Source is { } source ? new IPEndPoint(source, 0) : null;
        try
        {
            await client.ConnectAsync(
                server.Host, port, server.Encryption == SmtpSettings.Tls ? SecureSocketOptions.SslOnConnect : SecureSocketOptions.StartTls, either.Token);
            await client.AuthenticateAsync(new SaslMechanismPlain(server.Username, plainTextPassword), either.Token);
            return new MailAnswer.Accepted();
        }
        catch (Exception) when (cancellationToken.IsCancellationRequested)
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw;
        }
        catch (AuthenticationException) when (IsRefusal(lines.Last))
        {
            return new MailAnswer.Refused(place);
        }
        catch (CommandException) when (client.IsAuthenticated)
        {
            return new MailAnswer.Accepted(); // what it says of mailboxes is no matter of the password
        }
        catch (SslHandshakeException) when (obstacle is not null)
        {
            return new MailAnswer.Nothing(Untrusted, $"The certificate of {place} is not trusted: {obstacle}. No password was sent.");
        }
        catch (Exception failure) when (failure is SslHandshakeException or NotSupportedException)
        {
            return new MailAnswer.Nothing(NotEncrypted, $"No encrypted connection to {place} comes about, or it offers no AUTH over one. No password was sent.");
        }
        catch (Exception failure) when (failure is SocketException or IOException or TimeoutException or OperationCanceledException or ServiceNotConnectedException)
        {
            return new MailAnswer.Nothing(Unreachable, $"{place} cannot be reached or broke off: {(failure is OperationCanceledException ? "no answer in time" : FirstLineOf(failure))}.");
        }
        catch (Exception failure) when (failure is AuthenticationException or ProtocolException or CommandException)
        {
            return new MailAnswer.Nothing(NotNow, $"{place} does not say whether it knows the password: {(lines.Last.Length > 0 ? lines.Last : FirstLineOf(failure))}");
        }
        finally
        {
            await HangUpAsync(client, either.Token);
        }
    }

    private static async Task HangUpAsync(MailService client, CancellationToken cancellationToken)
    {
        try
        {
            await client.DisconnectAsync(quit: true, cancellationToken);
        }
        catch (Exception failure) when (failure is IOException or SocketException or OperationCanceledException or ProtocolException or CommandException or InvalidOperationException)
        {
            // Its answer counts, not how it says good-bye.
        }
    }

    private static string PlaceOf(string service, SmtpSettings server, int port) => $"{service} at {server.Host}:{port}";

    private static string FirstLineOf(Exception failure) => failure.Message.Split('\n')[0].TrimEnd('\r', '.', ' ');

    private static bool IsRefusal(string line) => line.StartsWith(SmtpRefusal, StringComparison.Ordinal) || ImapRefusal().IsMatch(line);

    [GeneratedRegex(@"^\S+ NO \[AUTHENTICATIONFAILED\]", RegexOptions.None, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex ImapRefusal();
}

using MimeKit;
using PenguinMails.KeyIssuance.SecretTypes.Dkim.Keys;
using PenguinMails.KeyIssuance.SecretTypes.Dkim.Settings;
using PenguinMails.KeyIssuance.Servers.Connections;

namespace PenguinMails.KeyIssuance.SecretTypes.Dkim.Signing;

/// <summary>
/// Proves what signs a domain's mail: a message goes through the tenant's own mail server, is read where it was delivered, and its
/// signatures are checked against DNS, as a receiver does.
/// </summary>
internal sealed class SigningProof(AdminSessions sessions, MailSigner signer, SignatureCheck check, IOptions<DkimOptions> options, TimeProvider time)
{
    public const string NotSignedCode = "mail_not_signed";
    public const string StillSignsCode = "mail_still_signed";
    public const string InvalidCode = "signature_invalid";

    private const string TokenHeader = "X-PenguinMails-Probe";

    // OpenDKIM reads its tables about a second after it was told to.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(12);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(0.3);

    /// <summary>Waits until a message of a sender is signed with all of these keys, and checks the signatures.</summary>
    /// <param name="context">The operation.</param>
    /// <param name="sender">Whose message.</param>
    /// <param name="keys">Keys that must sign it.</param>
    /// <param name="unwanted">Selectors that must not.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    public async Task<TargetAnswer> ProveAsync(
        SecretContext context, string sender, IReadOnlyList<DkimKey> keys, IReadOnlyCollection<string> unwanted, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        while (true)
        {
            var answer = await TryAsync(context, sender, keys, unwanted, cancellationToken);
            if (answer is not TargetAnswer.Retry { Code: NotSignedCode or StillSignsCode or "mail_deferred" } || time.GetElapsedTime(started) > Patience)
            {
                return answer;
            }

            await Task.Delay(Pause, time, cancellationToken);
        }
    }

    /// <summary>What to do about a failure; null for failures of others.</summary>
    public static string? NextStepFor(string code) => code switch
    {
        NotSignedCode => "See OpenDKIM's log on the tenant's server: Postfix must ask it (smtpd_milters), mail of programs there must count as internal (InternalHosts), and Ed25519 keys need a second OpenDKIM (docs/operations/dkim.md).",
        StillSignsCode => "See OpenDKIM's log on the tenant's server: it may not have read its tables again.",
        InvalidCode => "See whether something behind OpenDKIM changes messages on the tenant's server.",
        "mail_deferred" => "See Postfix's log on the tenant's server; OpenDKIM may not run.",
        "mail_refused" or "mail_no_listener" => "Let Postfix on the tenant's server take mail from programs there (permit_mynetworks), and start it.",
        "mail_not_delivered" => "Deliver mail for probe@{domain} on the tenant's server to the mailbox that KeyIssuance:Dkim:ProbeMailbox names.",
        "mail_no_program" => "Install what the detail names on the tenant's server.",
        _ => null,
    };

    private async Task<TargetAnswer> TryAsync(
        SecretContext context, string sender, IReadOnlyList<DkimKey> keys, IReadOnlyCollection<string> unwanted, CancellationToken cancellationToken)
    {
        byte[]? delivered = null;
        var sent = await sessions.UseAsync(
            context,
            async session =>
            {
                var token = $"{Guid.CreateVersion7(time.GetUtcNow()):N}";
                var outcome = await signer.ProbeAsync(
                    session, options.Value.Places, sender, RecipientOf(context), Compose(context, sender, token), $"{TokenHeader}: {token}", cancellationToken);
                delivered = (outcome as ProbeOutcome.Delivered)?.Message;
                return outcome is ProbeOutcome.NotDelivered failure ? new TargetAnswer.Retry("mail_" + failure.Code, failure.Detail) : TargetAnswer.Confirmed;
            },
            cancellationToken);
        return delivered is null ? sent : await JudgeAsync(context, delivered, keys, unwanted, cancellationToken);
    }

    private async Task<TargetAnswer> JudgeAsync(
        SecretContext context, byte[] delivered, IReadOnlyList<DkimKey> keys, IReadOnlyCollection<string> unwanted, CancellationToken cancellationToken)
    {
        var signatures = await check.ReadAsync(delivered, context.Secret.Name, cancellationToken);
        if (signatures.FirstOrDefault(signature => unwanted.Contains(signature.Selector)) is { } late)
        {
            return new TargetAnswer.Retry(StillSignsCode, $"The mail server still signs with {late.Selector}.");
        }

        foreach (var key in keys)
        {
            var signature = signatures.FirstOrDefault(signature => signature.Selector == key.Selector);
            if (signature is null)
            {
                return new TargetAnswer.Retry(NotSignedCode, $"A message of {context.Secret.Name} passed its mail server without a signature by {key.Selector}.");
            }

            if (signature.Fault is { } fault)
            {
                return new TargetAnswer.Retry(InvalidCode, $"The signature by {key.Selector} is not valid: {fault}.");
            }
        }

        return TargetAnswer.Confirmed;
    }

    private static string RecipientOf(SecretContext context) => $"probe@{context.Secret.Name}";

    private byte[] Compose(SecretContext context, string sender, string token)
    {
        using var message = new MimeMessage { Subject = "Test of the signature", Date = time.GetUtcNow(), MessageId = $"{token}@{context.Secret.Name}" };
        message.Body = new TextPart("plain") { Text = "The platform sends this to see whether mail of this domain is signed.\r\n" };
        message.From.Add(new MailboxAddress("", sender));
        message.To.Add(new MailboxAddress("", RecipientOf(context)));
        message.Headers.Add(TokenHeader, token);
        using var stream = new MemoryStream();
        var format = FormatOptions.Default.Clone();
        format.NewLineFormat = NewLineFormat.Dos;
        message.WriteTo(format, stream);
        return stream.ToArray();
    }
}

namespace PenguinMails.Ssh;

/// <summary>
/// Manages what OpenDKIM signs with on a server, over an open session of an account that may become root. Each call is one round trip with
/// a fixed script, and can be repeated.
/// </summary>
public sealed class MailSigner
{
    private static readonly ServerScript EditScript = new("fence", "signing-edit");
    private static readonly ServerScript ProbeScript = new("signing-probe");

    /// <summary>Writes keys and tables, switches both tables at once, and has OpenDKIM read them, which takes it about a second.</summary>
    /// <exception cref="SshCommandException">The connection was lost. Repeat it.</exception>
    public async Task<SigningOutcome> EditAsync(ISshSession session, SigningPlaces places, SigningEdit edit, CancellationToken cancellationToken)
    {
        Check(edit.Domain);
        foreach (var key in edit.Keys)
        {
            Check(key.Selector);
        }

        // The material goes as standard input, never on a command line. It is a string from here on, which cannot be zeroed.
        var (code, detail) = await EditScript.RunAsync(
            session, cancellationToken,
            ("domain", edit.Domain),
            ("scope", $"{edit.FenceScope:D}"),
            ("fence", edit.Fence.ToString(CultureInfo.InvariantCulture)),
            ("tables", places.Tables),
            ("keys", places.Keys),
            ("signer", places.Account),
            ("pidfile", places.PidFile),
            ("ed_pidfile", places.Ed25519PidFile),
            ("selectors", string.Join('\n', edit.Keys.Select(key => $"{key.Selector} {KindOf(key)}"))),
            ("material", string.Join('\n', edit.Keys.Where(key => key.PlainTextPem is not null)
                .Select(key => $"{key.Selector} {Convert.ToBase64String(Encoding.ASCII.GetBytes(key.PlainTextPem!))}"))),
            ("signing", string.Join('\n', edit.Rules.Select(rule => $"{rule.Senders} {rule.Key.Selector} {KindOf(rule.Key)}"))));
        return code switch
        {
            "done" => new SigningOutcome.Done(detail.Split(' ', StringSplitOptions.RemoveEmptyEntries)),
            "fenced" => new SigningOutcome.Fenced(ServerScript.Understand(() => long.Parse(detail, NumberStyles.None, CultureInfo.InvariantCulture))),
            _ => new SigningOutcome.NotPossible(code, detail),
        };
    }

    /// <summary>Sends a message through the server's Postfix and reads it where it is delivered; the delivered copy is removed.</summary>
    /// <param name="session">An open session.</param>
    /// <param name="places">Where it is delivered.</param>
    /// <param name="sender">Envelope sender.</param>
    /// <param name="recipient">Envelope recipient, whose mail goes to the mailbox of probes.</param>
    /// <param name="message">The message with lines of CRLF; no line is a lone dot.</param>
    /// <param name="token">A text of the message that no other has.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    /// <exception cref="SshCommandException">The connection was lost.</exception>
    public async Task<ProbeOutcome> ProbeAsync(
        ISshSession session, SigningPlaces places, string sender, string recipient, byte[] message, string token, CancellationToken cancellationToken)
    {
        var (code, detail) = await ProbeScript.RunAsync(
            session, cancellationToken,
            ("sender", sender),
            ("recipient", recipient),
            ("message", Convert.ToBase64String(message)),
            ("token", token),
            ("mailbox", places.ProbeMailbox));
        return code == "delivered"
            ? new ProbeOutcome.Delivered(ServerScript.Understand(() => Convert.FromBase64String(detail)))
            : new ProbeOutcome.NotDelivered(code, detail);
    }

    private static string KindOf(SigningKey key) => key.IsEd25519 ? "ed25519" : "rsa";

    /// <exception cref="ArgumentException">It could mean something to the shell, to awk or in a path.</exception>
    private static void Check(string name)
    {
        if (name.Length is 0 or > 253 || !name.All(letter => char.IsAsciiLetterLower(letter) || char.IsAsciiDigit(letter) || letter is '.' or '-'))
        {
            throw new ArgumentException("A domain or selector has lower-case letters, digits, dots and hyphens alone.", nameof(name));
        }
    }
}

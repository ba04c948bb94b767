using System.Net;

namespace PenguinMails.LocalComponents;

/// <summary>
/// The mail server of a tenant server: Dovecot (submission, IMAP), Postfix, which asks Dovecot about passwords, and OpenDKIM, which signs.
/// At first nobody has a password and no domain a key. What it accepts goes to <see cref="SinkMailbox"/>; no mail leaves the server.
/// </summary>
/// <param name="authority">Issues its certificate.</param>
/// <param name="submissionPort">Where clients submit mail to Dovecot, after STARTTLS and AUTH.</param>
/// <param name="imapPort">Where clients read mail, after STARTTLS.</param>
/// <param name="smtpPort">Where clients submit mail to Postfix, after STARTTLS and AUTH.</param>
/// <param name="relayPort">Where Postfix takes mail of local programs without AUTH: that is how Dovecot hands it on.</param>
public sealed class TenantMailServer(CertificateAuthority authority, int submissionPort, int imapPort, int smtpPort, int relayPort)
{
    /// <summary>The mailbox of everything that the server accepts, as each account sees it over IMAP.</summary>
    public const string SinkMailbox = "Public/Sink";

    /// <summary>Accounts and passwords of today, as Dovecot's passwd-file; root writes, Dovecot's group reads. Empty: nobody.</summary>
    public const string CurrentUsersFile = "/etc/dovecot/users/current";

    /// <summary>Accounts and passwords that work beside those during a grace period.</summary>
    public const string PreviousUsersFile = "/etc/dovecot/users/previous";

    /// <summary>A symbolic link to the folder with OpenDKIM's KeyTable and SigningTable; renaming another link over it switches both at once.</summary>
    public const string SigningTables = "/etc/opendkim/tables";

    /// <summary>OpenDKIM's private keys, each owned by opendkim and readable by it alone.</summary>
    public const string SigningKeysFolder = "/etc/opendkim/keys";

    public CertificateAuthority Authority => authority;

    public int SubmissionPort => submissionPort;

    public int ImapPort => imapPort;

    public int SmtpPort => smtpPort;

    /// <summary>Whether Dovecot answers failed log-ins late, and the next log-in from the same address too. Tests do without.</summary>
    public bool HasDelays { get; init; } = true;

    /// <summary>Names of the certificate besides the server's own, such as the tenant's "mail.example.net".</summary>
    public IReadOnlyList<string> OtherNames { get; init; } = [];

    internal Dictionary<string, string> Env => new()
    {
        ["PM_MAIL_SUBMISSION_PORT"] = $"{submissionPort}",
        ["PM_MAIL_IMAP_PORT"] = $"{imapPort}",
        ["PM_MAIL_SMTP_PORT"] = $"{smtpPort}",
        ["PM_MAIL_RELAY_PORT"] = $"{relayPort}",
        ["PM_MAIL_DELAYS"] = HasDelays ? "yes" : "no",
    };

    internal void PrepareCertificate(string folder, IEnumerable<string> names, IPAddress address) => authority.EnsureCertificate(
        Path.Combine(folder, "mail.pem"), Path.Combine(folder, "mail.key"), [.. names, .. OtherNames], [address]);
}

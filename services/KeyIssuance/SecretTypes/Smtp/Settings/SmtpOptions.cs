using System.Net;

namespace PenguinMails.KeyIssuance.SecretTypes.Smtp.Settings;

/// <summary>Section <c>KeyIssuance:Smtp</c>: where tenants' mail servers keep passwords, and how they are reached.</summary>
public sealed class SmtpOptions
{
    public const string Section = "KeyIssuance:Smtp";

    /// <summary>Dovecot's first passwd-file: accounts and their present passwords. Default <c>/etc/dovecot/users/current</c>.</summary>
    public string CurrentFile { get; set; } = "/etc/dovecot/users/current";

    /// <summary>Dovecot's second passwd-file: passwords that work beside those during a grace period. Default <c>/etc/dovecot/users/previous</c>.</summary>
    public string PreviousFile { get; set; } = "/etc/dovecot/users/previous";

    /// <summary>Where clients submit mail to a tenant's own server. Default 587.</summary>
    public int SubmissionPort { get; set; } = 587;

    /// <summary>Where clients read mail after STARTTLS. Default 143.</summary>
    public int ImapPort { get; set; } = 143;

    /// <summary>Where clients read mail that speak TLS from the first byte. Default 993.</summary>
    public int ImapsPort { get; set; } = 993;

    /// <summary>File with certificates of authorities (PEM) that are trusted beside the system's; null: none.</summary>
    public string? AuthorityFile { get; set; }

    /// <summary>
    /// The address that log-ins come from; null: as the system chooses. Mail servers answer an address late that had a refusal, and the proof of a
    /// password's end is one: an address of its own delays nobody else.
    /// </summary>
    public string? SourceAddress { get; set; }

    /// <summary>How long one log-in may take, connection and all. Default 30 s: Dovecot answers refusals up to 15 s late.</summary>
    public TimeSpan LoginLimit { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long the old password works after a rotation when neither the request nor a policy says. Default 1 h.</summary>
    public TimeSpan GracePeriod { get; set; } = TimeSpan.FromHours(1);

    /// <summary>Shown as the next rotation until Rotation has decided. Default 180 days.</summary>
    public TimeSpan RotationInterval { get; set; } = TimeSpan.FromDays(180);

    internal IPAddress? Source => SourceAddress is null ? null : IPAddress.Parse(SourceAddress);
}

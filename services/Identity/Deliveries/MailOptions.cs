using System.Net;
using MimeKit;

namespace PenguinMails.Identity.Deliveries;

/// <summary>The mail server: section <c>Identity:Mail</c>. Without a host no mail is sent, and none is kept for later.</summary>
public sealed class MailOptions
{
    public const string Section = "Identity:Mail";

    /// <summary>An SMTP server that takes mail for the people of the platform.</summary>
    public string? Host { get; set; }

    /// <summary>Default 587; 465 is usual for <see cref="MailSecurity.Tls"/>.</summary>
    public int Port { get; set; } = 587;

    /// <summary>How the connection is secured. Default: STARTTLS, without which no mail is sent.</summary>
    public MailSecurity Security { get; set; } = MailSecurity.StartTls;

    /// <summary>Whom to sign in as; without it there is no sign-in.</summary>
    public string? UserName { get; set; }

    /// <summary>A file with the password. Read with every connection, so it may be replaced.</summary>
    public string? PasswordFile { get; set; }

    /// <summary>The sender, such as <c>PenguinMails Secrets &lt;secrets@example.com&gt;</c>.</summary>
    public string From { get; set; } = "PenguinMails Secrets <secrets@penguinmails.example>";

    internal bool IsOnThisMachine => Host is "localhost" || (IPAddress.TryParse(Host, out var address) && IPAddress.IsLoopback(address));
}

/// <summary>How a connection to the mail server is secured.</summary>
public enum MailSecurity
{
    /// <summary>STARTTLS (RFC 3207), required.</summary>
    StartTls,

    /// <summary>TLS from the first byte (RFC 8314).</summary>
    Tls,

    /// <summary>None; only to a server on this machine.</summary>
    None,
}

internal sealed class MailOptionsValidator : OptionsRules<MailOptions>
{
    protected override IEnumerable<(bool Holds, string Failure)> Rules(MailOptions options) =>
    [
        (options.Port is >= 1 and <= 65535, "Identity:Mail:Port must be a port."),
        (Enum.IsDefined(options.Security), "Identity:Mail:Security must be StartTls, Tls or None."),
        (options.Security != MailSecurity.None || options.Host is null || options.IsOnThisMachine, "Identity:Mail:Security can be None only for a server on this machine."),
        (MailboxAddress.TryParse(options.From, out var from) && from.Domain.Length > 0, "Identity:Mail:From must be a mail address."),
        ((options.UserName is null) == (options.PasswordFile is null), "Identity:Mail:UserName and PasswordFile go together."),
        (options.PasswordFile is null || File.Exists(options.PasswordFile), "Identity:Mail:PasswordFile must name a file that exists."),
    ];
}

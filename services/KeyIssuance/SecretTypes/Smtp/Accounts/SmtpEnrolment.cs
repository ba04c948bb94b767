using System.Net;
using System.Text.RegularExpressions;
using PenguinMails.KeyIssuance.SecretTypes.Smtp.Settings;

namespace PenguinMails.KeyIssuance.SecretTypes.Smtp.Accounts;

/// <summary>Enrols an account on the tenant's mail server; it gets its first password.</summary>
/// <param name="Name">The secret's name, such as <c>mail-1</c>: 1 to 63 lower-case letters, digits and hyphens.</param>
/// <param name="Username">The account, such as <c>admin@acme.example</c>; the mail server may know it already, but no password of it.</param>
/// <param name="WebmailUrl">Where people read its mail in a browser, shown beside the password; https.</param>
/// <param name="MailServer">How clients reach the tenant's mail server; null: at its server's address, with STARTTLS.</param>
internal sealed partial record SmtpEnrolment(string Name, string Username, string? WebmailUrl = null, MailServerAddress? MailServer = null)
{
    // RFC 5321, 4.5.3.1.
    private const int MaxUsernameLength = 254;
    private const int MaxLocalPartLength = 64;
    private const int MaxUrlLength = 2_000;

    public FieldErrors Validate()
    {
        var errors = new FieldErrors()
            .Require(NameRule().IsMatch(Name), "name", "Must be 1 to 63 lower-case letters, digits and hyphens, with a letter or digit at both ends.")
            .Require(IsUsername(Username), "username", "Must be lower-case letters, digits, '.', '_' and '-', and may have one '@' and a domain after it; at most 64 and 254 characters. Mail servers take no other.")
            .Require(WebmailUrl is null || IsWebAddress(WebmailUrl), "webmailUrl", "Must be an https address of at most 2000 characters without a user name.");
        return MailServer?.Validate(errors) ?? errors;
    }

    // What Dovecot lets pass (auth_username_chars) and leaves as it is (auth_username_format), without what would mean something in a password file.
    private static bool IsUsername(string username) =>
        username.Length <= MaxUsernameLength && username.IndexOf('@', StringComparison.Ordinal) <= MaxLocalPartLength
        && (username.Contains('@', StringComparison.Ordinal) || username.Length <= MaxLocalPartLength) && UsernameRule().IsMatch(username);

    private static bool IsWebAddress(string url) =>
        url.Length <= MaxUrlLength && !url.Any(c => char.IsControl(c) || char.IsWhiteSpace(c))
        && Uri.TryCreate(url, UriKind.Absolute, out var address) && address.Scheme == Uri.UriSchemeHttps && address.UserInfo.Length == 0 && address.Host.Length > 0;

    [GeneratedRegex(@"\A[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\z", RegexOptions.None, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex NameRule();

    [GeneratedRegex(@"\A[a-z0-9](?:[a-z0-9._-]*[a-z0-9])?(?:@[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)*)?\z", RegexOptions.NonBacktracking)]
    private static partial Regex UsernameRule();
}

/// <summary>How clients reach a mail server.</summary>
/// <param name="Host">IP address or DNS name; the certificate must name it.</param>
/// <param name="Port">Where they submit mail, 1 to 65535.</param>
/// <param name="Encryption"><c>starttls</c> or <c>tls</c>.</param>
internal sealed record MailServerAddress(string Host, int Port, string Encryption)
{
    public FieldErrors Validate(FieldErrors errors) => errors
        .Require(ServerAddress.IsValid(Host), "mailServer.host", $"It {ServerAddress.Rule}")
        .Require(Port is >= 1 and <= IPEndPoint.MaxPort, "mailServer.port", "Must be between 1 and 65535.")
        .RequireOneOf(Encryption, SmtpSettings.Encryptions, "mailServer.encryption");
}

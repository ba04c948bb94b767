namespace PenguinMails.KeyIssuance.SecretTypes.Smtp.Settings;

/// <summary>What is kept for a secret beside its versions: the account, and where mail programs use it.</summary>
/// <param name="Username">The account on the mail server.</param>
/// <param name="Host">What clients connect to, and what the certificate must name.</param>
/// <param name="Port">Where they submit mail.</param>
/// <param name="Encryption"><see cref="StartTls"/> or <see cref="Tls"/>, for both ports.</param>
/// <param name="ImapPort">Where they read mail.</param>
/// <param name="WebmailUrl">Where people read mail in a browser; null: nowhere. The password never goes there.</param>
internal sealed record SmtpSettings(string Username, string Host, int Port, string Encryption, int ImapPort, string? WebmailUrl)
{
    public const string UsernameName = "username";
    public const string HostName = "host";
    public const string PortName = "port";
    public const string EncryptionName = "encryption";
    public const string ImapPortName = "imapPort";
    public const string WebmailUrlName = "webmailUrl";

    public const string StartTls = "starttls";
    public const string Tls = "tls";

    public static IReadOnlyList<string> Encryptions { get; } = [StartTls, Tls];

    public static SmtpSettings Of(SecretContext context) => new(
        context.Settings[UsernameName],
        context.Settings.GetValueOrDefault(HostName) ?? context.RequiredServer.Address,
        int.Parse(context.Settings[PortName], NumberStyles.None, CultureInfo.InvariantCulture),
        context.Settings[EncryptionName],
        int.Parse(context.Settings[ImapPortName], NumberStyles.None, CultureInfo.InvariantCulture),
        context.Settings.GetValueOrDefault(WebmailUrlName));

    /// <summary>What is public of it, named as in the settings of a secret.</summary>
    public IEnumerable<(string Name, string Value)> Named()
    {
        yield return (HostName, Host);
        yield return (PortName, Port.ToString(CultureInfo.InvariantCulture));
        yield return (EncryptionName, Encryption);
        if (WebmailUrl is not null)
        {
            yield return (WebmailUrlName, WebmailUrl);
        }
    }
}

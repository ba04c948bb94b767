namespace PenguinMails.Contracts;

/// <summary>Names of the settings of SMTP credentials that may be shown. None of them is secret.</summary>
public static class SmtpSettingNames
{
    /// <summary>Who signs in, such as <c>admin@acme.example</c>. Lists show it masked.</summary>
    public const string Username = "username";

    /// <summary>The mail server's name or address.</summary>
    public const string Host = "host";

    /// <summary>The submission port.</summary>
    public const string Port = "port";

    /// <summary>How the connection is encrypted, one of <see cref="SmtpEncryptions"/>.</summary>
    public const string Encryption = "encryption";

    /// <summary>Where people read mail with the credentials; absent when nowhere.</summary>
    public const string WebmailUrl = "webmailUrl";
}

/// <summary>How a connection to a mail server is encrypted.</summary>
public static class SmtpEncryptions
{
    /// <summary>It begins in the clear and is encrypted before anything is sent (RFC 3207).</summary>
    public const string StartTls = "starttls";

    /// <summary>It is encrypted from the first byte (RFC 8314).</summary>
    public const string Tls = "tls";
}

/// <summary>Names of what may be shown of DKIM keys: settings, and public values of the current version.</summary>
public static class DkimSettingNames
{
    /// <summary>Who publishes the records, one of <see cref="DkimDnsModes"/>.</summary>
    public const string DnsMode = "dnsMode";

    /// <summary>One of <see cref="DkimAlgorithms"/>.</summary>
    public const string Algorithm = "algorithm";

    /// <summary>The selector that signs, as it stands in DNS before <c>._domainkey</c>.</summary>
    public const string Selector = "selector";
}

/// <summary>Who publishes the records of a DKIM key.</summary>
public static class DkimDnsModes
{
    /// <summary>The platform writes them to the tenant's zone.</summary>
    public const string Managed = "managed";

    /// <summary>The platform writes them to its own zone, which the tenant's names refer to.</summary>
    public const string Delegated = "delegated";

    /// <summary>The tenant publishes them.</summary>
    public const string Manual = "manual";
}

/// <summary>Which keys sign a domain's mail.</summary>
public static class DkimAlgorithms
{
    /// <summary>RSA with 2048 bits.</summary>
    public const string Rsa2048 = "rsa2048";

    /// <summary>RSA with 4096 bits.</summary>
    public const string Rsa4096 = "rsa4096";

    /// <summary>Ed25519 (RFC 8463).</summary>
    public const string Ed25519 = "ed25519";

    /// <summary>RSA with 2048 bits, and Ed25519 beside it.</summary>
    public const string Dual = "dual";
}

namespace PenguinMails.LocalComponents;

/// <summary>A Debian package that something here needs.</summary>
/// <param name="Name">The package's name.</param>
/// <param name="Why">What it is for, in a few words.</param>
/// <param name="ProofFolder">A folder, perhaps with one level of subfolders, …</param>
/// <param name="ProofFile">… in which this file is found when the package is installed.</param>
public sealed record DebianPackage(string Name, string Why, string ProofFolder, string ProofFile)
{
    public static readonly DebianPackage Postgres =
        new("postgresql", "the services' databases", "/usr/lib/postgresql", "bin/postgres");

    public static readonly DebianPackage RabbitMq =
        new("rabbitmq-server", "the message broker", "/usr/lib/rabbitmq", "bin/rabbitmq-server");

    public static readonly DebianPackage SshServer =
        new("openssh-server", "the tenants' servers", "/usr/sbin", "sshd");

    public static readonly DebianPackage SshClient =
        new("openssh-client", "passphrases and RSA keys; the demo logs in with it", "/usr/bin", "ssh");

    public static readonly DebianPackage Sudo =
        new("sudo", "the admin account of the tenants' servers", "/usr/bin", "sudo");

    public static readonly DebianPackage DovecotImap =
        new("dovecot-imapd", "mailboxes of the tenants' mail servers", "/usr/lib/dovecot", "imap");

    public static readonly DebianPackage DovecotSubmission =
        new("dovecot-submissiond", "passwords of the tenants' mail servers", "/usr/lib/dovecot", "submission");

    public static readonly DebianPackage Postfix =
        new("postfix", "the tenants' mail servers", "/usr/lib/postfix/sbin", "master");

    public static readonly DebianPackage OpenDkim =
        new("opendkim", "signatures of the tenants' mail servers", "/usr/sbin", "opendkim");

    public static readonly DebianPackage Knot =
        new("knot", "the DNS server of the tenants' zones", "/usr/sbin", "knotd");

    /// <summary>Only for tests.</summary>
    public static readonly DebianPackage KnotTools =
        new("knot-dnsutils", "DNS queries and updates in tests", "/usr/bin", "knsupdate");

    /// <summary>Only for tests.</summary>
    public static readonly DebianPackage PythonDkim =
        new("python3-dkim", "verifies signatures in tests", "/usr/lib/python3/dist-packages", "dkim/__init__.py");

    /// <summary>Only for tests.</summary>
    public static readonly DebianPackage Prometheus =
        new("prometheus", "scrapes metrics and judges alert rules in tests", "/usr/bin", "prometheus");

    /// <summary>Only for tests.</summary>
    public static readonly DebianPackage PythonPika =
        new("python3-pika", "RabbitMQ for the sample in Python", "/usr/lib/python3/dist-packages", "pika/__init__.py");

    /// <summary>Only for tests.</summary>
    public static readonly DebianPackage PythonJsonSchema =
        new("python3-jsonschema", "JSON schemas for the sample in Python", "/usr/lib/python3/dist-packages", "jsonschema/__init__.py");

    /// <summary>Everything that every development instance needs.</summary>
    public static IReadOnlyList<DebianPackage> Always { get; } = [Postgres, RabbitMq, SshServer, SshClient, Sudo];

    /// <summary>What the mail servers of tenant servers need.</summary>
    public static IReadOnlyList<DebianPackage> Mail { get; } = [DovecotImap, DovecotSubmission, Postfix, OpenDkim];

    /// <summary>Whether the package's program is there, from Debian or from elsewhere.</summary>
    public bool IsInstalled =>
        File.Exists(Path.Combine(ProofFolder, ProofFile))
        || (Directory.Exists(ProofFolder)
            && Directory.EnumerateDirectories(ProofFolder).Any(folder => File.Exists(Path.Combine(folder, ProofFile))));
}

namespace PenguinMails.Audit.VaultTrail.Configuration;

/// <summary>Section <c>Audit:VaultTrail</c>. With neither a file nor an address Vault's own trail is not followed.</summary>
public sealed class VaultTrailOptions
{
    public const string Section = "Audit:VaultTrail";

    /// <summary>Longest line that is read, in bytes: 1 MiB. Longer ones are skipped, recorded and alerted.</summary>
    public const int LineLimit = 1024 * 1024;

    /// <summary>
    /// Vault's audit log file, an absolute path that this process may read. Rotated files are looked for beside it, under names that
    /// begin with the file's. Default: none.
    /// </summary>
    public string? File { get; set; }

    /// <summary>
    /// Where to listen for Vault's socket audit device, for example <c>127.0.0.1:8300</c>. What arrives is neither encrypted nor
    /// authenticated: another address than loopback belongs into a network of its own. Default: nowhere.
    /// </summary>
    public string? Listen { get; set; }

    /// <summary>The interval between checks of the file. Default 500 ms.</summary>
    public TimeSpan PollInterval { get; set; } = TimeSpan.FromMilliseconds(500);

    /// <summary>The AppRole that reads tenants' material; also the name of the service whose records explain it. Default <c>key-issuance</c>.</summary>
    public string Reader { get; set; } = "key-issuance";

    /// <summary>A record explains a read at most this long before or after it. Default 60 s.</summary>
    public TimeSpan ExplanationWindow { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>How long a record that explains a read may be on its way. Default 30 s.</summary>
    public TimeSpan Lateness { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How often this service makes a call to Vault that must appear in the trail. Default 20 s.</summary>
    public TimeSpan CallInterval { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>None of these calls appeared for so long: the trail is silent. Default 2 minutes.</summary>
    public TimeSpan Silence { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>The interval between correlations of reads. Default 5 s; with <see cref="Lateness"/> an alert is raised within a minute.</summary>
    public TimeSpan JudgeInterval { get; set; } = TimeSpan.FromSeconds(5);
}

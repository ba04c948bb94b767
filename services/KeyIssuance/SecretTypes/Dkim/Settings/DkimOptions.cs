using System.ComponentModel.DataAnnotations;
using PenguinMails.KeyIssuance.SecretTypes.Dkim.Keys;

namespace PenguinMails.KeyIssuance.SecretTypes.Dkim.Settings;

/// <summary>Section <c>KeyIssuance:Dkim</c>.</summary>
internal sealed class DkimOptions
{
    /// <summary>The algorithm of domains that are enrolled without one: Rsa2048 (default), Rsa4096, Ed25519 or Dual.</summary>
    public DkimAlgorithm Algorithm { get; set; } = DkimAlgorithm.Rsa2048;

    /// <summary>How long a replaced key's record stays when neither the request nor a policy says. Default 48 h; 5 days is a mail queue's lifetime.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "30.00:00:00")]
    public TimeSpan GracePeriod { get; set; } = TimeSpan.FromHours(48);

    /// <summary>Shown as the next rotation until Rotation has decided. Default 180 days.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "3650.00:00:00")]
    public TimeSpan RotationInterval { get; set; } = TimeSpan.FromDays(180);

    /// <summary>The zone into which delegated names lead; it is one of <see cref="Zones"/>, with a key. Unset: no domain can be delegated.</summary>
    public string? PlatformZone { get; set; }

    /// <summary>Zones whose servers are known, and those that the platform changes.</summary>
    public IList<KnownZone> Zones { get; } = [];

    /// <summary>The resolver that finds the servers of all other zones, <c>address:port</c>. Unset: the system's.</summary>
    public string? Resolver { get; set; }

    /// <summary>How long resolvers may remember a record that the platform writes. Default 5 minutes.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan RecordTtl { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>How long a name server may take to answer. Default 3 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:00:30")]
    public TimeSpan DnsTimeout { get; set; } = TimeSpan.FromSeconds(3);

    /// <summary>The longest wait between two looks at a record that the platform has written. Default 30 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "01:00:00")]
    public TimeSpan LongestLook { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>The longest wait between two looks for what a tenant has to publish. Default 5 minutes.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "1.00:00:00")]
    public TimeSpan LongestManualLook { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>After how long an operation that waits for a record is alerted. Default 1 h; for what a tenant has to publish, 24 times as long.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "30.00:00:00")]
    public TimeSpan AlertAfter { get; set; } = TimeSpan.FromHours(1);

    /// <summary>After how long a new key whose record does not appear is given up. Default 14 days.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "365.00:00:00")]
    public TimeSpan GiveUpAfter { get; set; } = TimeSpan.FromDays(14);

    /// <summary>How long an ended key's record (<c>p=</c>) stays until it is removed. Default 7 days.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "365.00:00:00")]
    public TimeSpan RemoveAfter { get; set; } = TimeSpan.FromDays(7);

    /// <summary>How often each live record is looked at. Default 15 minutes.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "1.00:00:00")]
    public TimeSpan WatchInterval { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>OpenDKIM's KeyTable and SigningTable lie below this symbolic link on a tenant's server.</summary>
    public string SigningTables { get; set; } = "/etc/opendkim/tables";

    /// <summary>OpenDKIM's private keys on a tenant's server.</summary>
    public string SigningKeys { get; set; } = "/etc/opendkim/keys";

    /// <summary>OpenDKIM's account there.</summary>
    public string SigningAccount { get; set; } = "opendkim";

    /// <summary>The file with OpenDKIM's process id there.</summary>
    public string SigningPidFile { get; set; } = "/run/opendkim/opendkim.pid";

    /// <summary>The same of the second OpenDKIM there, which signs with Ed25519 keys: one instance knows one algorithm.</summary>
    public string Ed25519PidFile { get; set; } = "/run/opendkim/opendkim-ed25519.pid";

    /// <summary>The Maildir there to which mail for <c>probe@{domain}</c> is delivered.</summary>
    public string ProbeMailbox { get; set; } = "/var/vmail/public/.Sink";

    internal SigningPlaces Places => new(SigningTables, SigningKeys, SigningAccount, SigningPidFile, Ed25519PidFile, ProbeMailbox);
}

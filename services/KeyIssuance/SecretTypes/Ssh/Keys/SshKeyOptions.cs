using System.ComponentModel.DataAnnotations;

namespace PenguinMails.KeyIssuance.SecretTypes.Ssh.Keys;

/// <summary>Section <c>KeyIssuance:Ssh</c>.</summary>
public sealed class SshKeyOptions
{
    /// <summary>The algorithm of the keys of newly enrolled tenants: Ed25519 (default) or Rsa4096.</summary>
    public SshKeyType KeyType { get; set; } = SshKeyType.Ed25519;

    /// <summary>How long the old key works after a rotation when neither the request nor a policy says. Default 24 h.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "30.00:00:00")]
    public TimeSpan GracePeriod { get; set; } = TimeSpan.FromHours(24);

    /// <summary>
    /// Whether a private key is destroyed in Vault once its delivery is confirmed; the platform proves its end with the public half.
    /// Default false: a delivered answer may still have been lost by its reader, who then has to rotate either way.
    /// </summary>
    public bool DestroyDeliveredKeys { get; set; }

    /// <summary>Shown as the next rotation until Rotation has decided. Default 90 days.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "3650.00:00:00")]
    public TimeSpan RotationInterval { get; set; } = TimeSpan.FromDays(90);
}

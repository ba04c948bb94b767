namespace PenguinMails.KeyIssuance.SecretTypes.Ssh.Keys;

/// <summary>What is public of a version of an SSH key.</summary>
public static class SshVersions
{
    /// <summary>The public key, <c>type base64</c>.</summary>
    public const string PublicKeyName = "public_key";

    /// <summary><c>ed25519</c> or <c>rsa4096</c>.</summary>
    public const string KeyTypeName = "key_type";

    public static PublicKey PublicKey(this SecretVersion version) => PenguinMails.Ssh.PublicKey.Parse(version.PublicData[PublicKeyName]);
}

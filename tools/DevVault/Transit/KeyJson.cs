using System.Globalization;
using PenguinMails.DevVault.Logical;

namespace PenguinMails.DevVault.Transit;

/// <summary>A key as answers show it, also those to a change of it.</summary>
internal static class KeyJson
{
    public static LogicalResponse Of(TransitKey key)
    {
        var data = new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            ["allow_plaintext_backup"] = key.AllowPlaintextBackup,
            ["auto_rotate_period"] = 0,
            ["deletion_allowed"] = key.DeletionAllowed,
            ["derived"] = key.Derived,
            ["exportable"] = key.Exportable,
            ["imported_key"] = false,
            ["keys"] = Versions(key),
            ["latest_version"] = key.LatestVersion,
            ["min_available_version"] = 0,
            ["min_decryption_version"] = key.MinDecryptionVersion,
            ["min_encryption_version"] = key.MinEncryptionVersion,
            ["name"] = key.Name,
            ["supports_decryption"] = key.Type.Encrypts,
            ["supports_derivation"] = key.Type.Derives,
            ["supports_encryption"] = key.Type.Encrypts,
            ["supports_signing"] = key.Type.Signs,
            ["type"] = key.TypeName,
        };
        if (key.Derived)
        {
            data["kdf"] = "hkdf_sha256";
            data["convergent_encryption"] = key.ConvergentEncryption;
            if (key.ConvergentEncryption)
            {
                data["convergent_encryption_version"] = -1;
            }
        }

        return LogicalResponse.Of(data);
    }

    /// <summary>Those that can still be used.</summary>
    private static Dictionary<string, object?> Versions(TransitKey key) => key.Versions
        .Where(version => version.Key >= key.MinDecryptionVersion)
        .ToDictionary(
            version => version.Key.ToString(CultureInfo.InvariantCulture),
            version => (object?)(key.Type.IsSymmetric
                ? version.Value.Created.ToUnixTimeSeconds()
                : new Dictionary<string, object?>(StringComparer.Ordinal)
                {
                    ["creation_time"] = Rfc3339.Nano(version.Value.Created),
                    ["name"] = key.Type.IsRsa ? key.TypeName : key.TypeName.Replace("ecdsa-p", "P-", StringComparison.Ordinal),
                    ["public_key"] = version.Value.PublicKeyPem,
                }),
            StringComparer.Ordinal);
}

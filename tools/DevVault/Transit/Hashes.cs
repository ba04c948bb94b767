using System.Security.Cryptography;

namespace PenguinMails.DevVault.Transit;

/// <summary>Hash functions by Vault's names.</summary>
internal static class Hashes
{
    public const string Default = "sha2-256";

    /// <summary>Null for names that are not supported (sha2-224 is not in .NET).</summary>
    public static HashAlgorithmName? Find(string name) => name switch
    {
        "sha1" => HashAlgorithmName.SHA1,
        "sha2-256" => HashAlgorithmName.SHA256,
        "sha2-384" => HashAlgorithmName.SHA384,
        "sha2-512" => HashAlgorithmName.SHA512,
        "sha3-256" when SHA3_256.IsSupported => HashAlgorithmName.SHA3_256,
        "sha3-384" when SHA3_384.IsSupported => HashAlgorithmName.SHA3_384,
        "sha3-512" when SHA3_512.IsSupported => HashAlgorithmName.SHA3_512,
        _ => null,
    };
}

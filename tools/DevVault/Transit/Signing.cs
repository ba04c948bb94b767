using System.Buffers.Text;
using System.Security.Cryptography;

namespace PenguinMails.DevVault.Transit;

/// <summary>How a signature is to be made.</summary>
/// <param name="Prehashed">The input is a hash already.</param>
/// <param name="UsePss">For RSA: PSS rather than PKCS #1 v1.5.</param>
/// <param name="AsJws">For ECDSA: two numbers side by side in base64url, rather than ASN.1 in base64.</param>
internal sealed record SigningOptions(HashAlgorithmName Hash, bool Prehashed, bool UsePss, bool AsJws);

/// <summary>Signatures and message authentication codes with a transit key.</summary>
internal static class Signing
{
    public static string Sign(TransitKey key, int version, byte[] input, SigningOptions options)
    {
        Require(key);
        version = Encryption.EncryptionVersion(key, version);
        var hash = HashOf(input, options);
        if (key.Type.IsRsa)
        {
            using var rsa = key.Versions[version].OpenRsa();
            return new VersionedText(version, Convert.ToBase64String(Guard(() => rsa.SignHash(hash, options.Hash, Padding(options))))).ToString();
        }

        using var ecdsa = key.Versions[version].OpenEcdsa();
        var signature = ecdsa.SignHash(hash, Format(options));
        return new VersionedText(version, options.AsJws ? Base64Url.EncodeToString(signature) : Convert.ToBase64String(signature)).ToString();
    }

    public static bool Verify(TransitKey key, byte[] input, string signature, SigningOptions options)
    {
        Require(key);
        var (version, body) = VersionedText.Parse(signature, "signature", key);
        var bytes = Decode(body, options.AsJws);
        var hash = HashOf(input, options);
        if (key.Type.IsRsa)
        {
            using var rsa = key.Versions[version].OpenRsa();
            return Guard(() => rsa.VerifyHash(hash, bytes, options.Hash, Padding(options)));
        }

        using var ecdsa = key.Versions[version].OpenEcdsa();
        return ecdsa.VerifyHash(hash, bytes, Format(options));
    }

    public static string Hmac(TransitKey key, int version, byte[] input, HashAlgorithmName hash)
    {
        version = Encryption.EncryptionVersion(key, version);
        return new VersionedText(version, Convert.ToBase64String(CryptographicOperations.HmacData(hash, key.Versions[version].HmacKey, input))).ToString();
    }

    public static bool VerifyHmac(TransitKey key, byte[] input, string hmac, HashAlgorithmName hash)
    {
        var (version, body) = VersionedText.Parse(hmac, "HMAC", key);
        return CryptographicOperations.FixedTimeEquals(
            Decode(body, asJws: false), CryptographicOperations.HmacData(hash, key.Versions[version].HmacKey, input));
    }

    private static void Require(TransitKey key)
    {
        if (!key.Type.Signs)
        {
            throw new TransitException($"key type {key.TypeName} does not support signing");
        }
    }

    private static byte[] Decode(string body, bool asJws)
    {
        try
        {
            return asJws ? Base64Url.DecodeFromChars(body) : Convert.FromBase64String(body);
        }
        catch (FormatException)
        {
            throw new TransitException("invalid base64 signature value");
        }
    }

    private static byte[] HashOf(byte[] input, SigningOptions options) =>
        options.Prehashed ? input : CryptographicOperations.HashData(options.Hash, input);

    private static RSASignaturePadding Padding(SigningOptions options) => options.UsePss ? RSASignaturePadding.Pss : RSASignaturePadding.Pkcs1;

    private static DSASignatureFormat Format(SigningOptions options) =>
        options.AsJws ? DSASignatureFormat.IeeeP1363FixedFieldConcatenation : DSASignatureFormat.Rfc3279DerSequence;

    private static T Guard<T>(Func<T> sign)
    {
        try
        {
            return sign();
        }
        catch (CryptographicException)
        {
            throw new TransitException("input does not fit the hash algorithm");
        }
    }
}

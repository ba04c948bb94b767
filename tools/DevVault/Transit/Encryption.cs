using System.Security.Cryptography;

namespace PenguinMails.DevVault.Transit;

/// <summary>Encrypting and decrypting with a transit key.</summary>
internal static class Encryption
{
    private const int NonceLength = 12;
    private const int TagLength = 16;

    public static string Encrypt(TransitKey key, int version, byte[] context, byte[] plain)
    {
        if (!key.Type.Encrypts)
        {
            throw new TransitException($"message encryption not supported for key type {key.TypeName}");
        }

        version = EncryptionVersion(key, version);
        var material = key.Versions[version];
        if (key.Type.IsRsa)
        {
            using var rsa = material.OpenRsa();
            return new VersionedText(version, Convert.ToBase64String(EncryptRsa(rsa, plain))).ToString();
        }

        var cipher = new byte[NonceLength + plain.Length + TagLength];
        var nonce = cipher.AsSpan(0, NonceLength);
        var symmetric = Derive(key, material, context);
        if (key.ConvergentEncryption)
        {
            HMACSHA256.HashData(HKDF.DeriveKey(HashAlgorithmName.SHA256, symmetric, 32, info: "convergent nonce"u8.ToArray()), plain)
                .AsSpan(0, NonceLength).CopyTo(nonce);
        }
        else
        {
            RandomNumberGenerator.Fill(nonce);
        }

        Seal(key.TypeName, symmetric, nonce, plain, cipher.AsSpan(NonceLength, plain.Length), cipher.AsSpan(^TagLength..));
        return new VersionedText(version, Convert.ToBase64String(cipher)).ToString();
    }

    public static byte[] Decrypt(TransitKey key, byte[] context, string text)
    {
        if (!key.Type.Encrypts)
        {
            throw new TransitException($"message decryption not supported for key type {key.TypeName}");
        }

        var (version, body) = VersionedText.Parse(text, "ciphertext", key);
        var symmetric = key.Type.IsRsa ? [] : Derive(key, key.Versions[version], context);
        var cipher = GoBase64.Decode(body, out _) ?? throw new TransitException("invalid ciphertext: could not decode base64");
        try
        {
            if (key.Type.IsRsa)
            {
                using var rsa = key.Versions[version].OpenRsa();
                return rsa.Decrypt(cipher, RSAEncryptionPadding.OaepSHA256);
            }

            if (cipher.Length < NonceLength + TagLength)
            {
                throw new TransitException("invalid ciphertext length");
            }

            var plain = new byte[cipher.Length - NonceLength - TagLength];
            Open(key.TypeName, symmetric, cipher.AsSpan(0, NonceLength), cipher.AsSpan(NonceLength, plain.Length), cipher.AsSpan(^TagLength..), plain);
            return plain;
        }
        catch (CryptographicException)
        {
            throw new TransitException(key.Type.IsRsa ? "crypto/rsa: decryption error" : "cipher: message authentication failed");
        }
    }

    public static int EncryptionVersion(TransitKey key, int asked)
    {
        if (asked < 0)
        {
            throw new TransitException("requested version for encryption is negative");
        }

        if (asked > key.LatestVersion)
        {
            throw new TransitException("requested version for encryption is higher than the latest key version");
        }

        if (asked != 0 && asked < key.MinEncryptionVersion)
        {
            throw new TransitException("requested version for encryption is less than the minimum encryption key version");
        }

        return asked == 0 ? key.LatestVersion : asked;
    }

    private static byte[] EncryptRsa(RSA rsa, byte[] plain)
    {
        try
        {
            return rsa.Encrypt(plain, RSAEncryptionPadding.OaepSHA256);
        }
        catch (CryptographicException)
        {
            throw new TransitException("failed to RSA encrypt the plaintext: crypto/rsa: message too long for RSA public key size");
        }
    }

    private static byte[] Derive(TransitKey key, PlainTextKeyVersion version, byte[] context)
    {
        if (!key.Derived)
        {
            return version.Material;
        }

        return context.Length == 0
            ? throw new TransitException(
                "missing 'context' for key derivation; the key was created using a derived key, which means additional, per-request "
                + "information must be included in order to perform operations with the key")
            : HKDF.DeriveKey(HashAlgorithmName.SHA256, version.Material, key.Type.KeyLength, info: context);
    }

    private static void Seal(string type, byte[] key, ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> plain, Span<byte> cipher, Span<byte> tag)
    {
        if (type == "chacha20-poly1305")
        {
            using var chacha = new ChaCha20Poly1305(key);
            chacha.Encrypt(nonce, plain, cipher, tag);
            return;
        }

        using var aes = new AesGcm(key, TagLength);
        aes.Encrypt(nonce, plain, cipher, tag);
    }

    private static void Open(string type, byte[] key, ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> cipher, ReadOnlySpan<byte> tag, Span<byte> plain)
    {
        if (type == "chacha20-poly1305")
        {
            using var chacha = new ChaCha20Poly1305(key);
            chacha.Decrypt(nonce, cipher, tag, plain);
            return;
        }

        using var aes = new AesGcm(key, TagLength);
        aes.Decrypt(nonce, cipher, tag, plain);
    }
}

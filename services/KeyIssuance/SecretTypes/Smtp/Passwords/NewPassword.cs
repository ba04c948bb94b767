using Org.BouncyCastle.Crypto.Generators;
using Org.BouncyCastle.Crypto.Parameters;

namespace PenguinMails.KeyIssuance.SecretTypes.Smtp.Passwords;

/// <summary>Makes passwords, and hashes of them as Dovecot takes them.</summary>
internal static class NewPassword
{
    /// <summary>Of 62 digits each: 166 bits. Every mail program takes them, and a double click selects all of it.</summary>
    public const int Length = 28;

    private const string Digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

    // The least that OWASP recommends for Argon2id (2024), one lane as libsodium demands: the entropy is in the password itself, and a small server
    // checks it at each log-in.
    private const int MemoryKiB = 19 * 1024;
    private const int Passes = 2;
    private const int SaltBytes = 16;
    private const int HashBytes = 32;

    public static string PlainText() => RandomNumberGenerator.GetString(Digits, Length);

    /// <returns>The hash with its scheme in front: <c>{ARGON2ID}$argon2id$v=19$m=…</c>.</returns>
    public static string HashOf(string plainTextPassword)
    {
        var salt = RandomNumberGenerator.GetBytes(SaltBytes);
        var generator = new Argon2BytesGenerator();
        generator.Init(new Argon2Parameters.Builder(Argon2Parameters.Argon2id)
            .WithVersion(Argon2Parameters.Version13).WithMemoryAsKB(MemoryKiB).WithIterations(Passes).WithParallelism(1).WithSalt(salt).Build());
        var password = Encoding.ASCII.GetBytes(plainTextPassword);
        var hash = new byte[HashBytes];
        generator.GenerateBytes(password, hash);
        CryptographicOperations.ZeroMemory(password);
        return $"{{ARGON2ID}}$argon2id$v=19$m={MemoryKiB},t={Passes},p=1${Text(salt)}${Text(hash)}";
    }

    /// <summary>Tells one hash from another, without telling it.</summary>
    public static string DigestOf(string hash) => Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(hash)));

    // As the reference implementation writes them: Base64 without padding.
    private static string Text(byte[] bytes) => Convert.ToBase64String(bytes).TrimEnd('=');
}

using Renci.SshNet.Common;
using Renci.SshNet.Security;

namespace PenguinMails.Ssh.SshNet;

/// <summary>
/// A private key for one login. SSH.NET keeps a key in strings and arrays that nobody zeroes, so Ed25519 keys, the usual ones, are read
/// and used without it (<see cref="Ed25519LoginKey"/>); keys of other kinds live as objects of SSH.NET until they are collected.
/// </summary>
internal sealed class LoginKey : IPrivateKeySource, IDisposable
{
    // The one that servers since OpenSSH 7.2 know. SSH.NET would also try SHA-1 and count each try as an attempt.
    private const string RsaAlgorithm = "rsa-sha2-512";

    private readonly IDisposable _owner;

    private LoginKey(IDisposable owner, HostAlgorithm algorithm) => (_owner, HostKeyAlgorithms) = (owner, [algorithm]);

    /// <summary>One only: then SSH.NET signs at once, where it would first ask.</summary>
    public IReadOnlyCollection<HostAlgorithm> HostKeyAlgorithms { get; }

    /// <exception cref="FormatException">The key cannot be read, or not without a passphrase.</exception>
    public static LoginKey Load(PlainTextPrivateKey key)
    {
        if (Ed25519LoginKey.TryRead(key.Utf8.Span) is { } ed25519)
        {
            return new LoginKey(ed25519, ed25519);
        }

        var file = TryRead(key) ?? throw new FormatException("The private key cannot be read, or it has a passphrase.");
        return new LoginKey(file, file.HostKeyAlgorithms.FirstOrDefault(algorithm => algorithm.Name == RsaAlgorithm) ?? file.HostKeyAlgorithms.First());
    }

    public void Dispose() => _owner.Dispose();

    public override string ToString() => "[private key, redacted]";

    /// <returns>Null when the key cannot be read; SSH.NET's exceptions may quote it, so they are not passed on.</returns>
    private static PrivateKeyFile? TryRead(PlainTextPrivateKey key)
    {
        var text = key.Utf8.ToArray();
        try
        {
            using var stream = new MemoryStream(text);
            return new PrivateKeyFile(stream);
        }
        catch (Exception failure) when (IsUnreadable(failure))
        {
            return null;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(text);
        }
    }

    // By file format SSH.NET answers a missing or wrong passphrase with one of the first four, and damage with any of them.
    private static bool IsUnreadable(Exception failure) => failure
        is SshException or CryptographicException or Org.BouncyCastle.Crypto.CryptoException or Org.BouncyCastle.Pkcs.PkcsException
        or System.Formats.Asn1.AsnContentException or IOException or ArgumentException or FormatException or InvalidOperationException
        or NotSupportedException or OverflowException or IndexOutOfRangeException;
}

namespace PenguinMails.Vault;

/// <summary>
/// Vault's transit engine: cryptography with keys that stay in Vault. Every call may throw
/// <see cref="VaultUnavailableException"/> or <see cref="VaultRefusedException"/>
/// (<see cref="VaultRefusal.KeyMissing"/>: the key does not exist, for example because the tenant left).
/// </summary>
public interface ITransit
{
    /// <summary>Makes the key unless it exists; an existing key keeps its type.</summary>
    Task EnsureKeyAsync(TransitKey key, TransitKeyType type = TransitKeyType.Aes256Gcm96, CancellationToken cancellationToken = default);

    /// <summary>The key's state, or null when there is no such key.</summary>
    Task<TransitKeyState?> ReadKeyAsync(TransitKey key, CancellationToken cancellationToken = default);

    /// <summary>Encrypts to Vault's form <c>vault:v1:…</c>, which tells the key's version.</summary>
    /// <param name="key">An existing key; it is not made on the way.</param>
    /// <param name="plainText">Up to Vault's request limit (32 MiB).</param>
    /// <param name="context">For derived keys: must be the same to decrypt.</param>
    Task<string> EncryptAsync(
        TransitKey key, ReadOnlyMemory<byte> plainText, ReadOnlyMemory<byte> context = default, CancellationToken cancellationToken = default);

    /// <summary>Decrypts <c>vault:v1:…</c>. A tampered cipher text or a wrong context is <see cref="VaultRefusedException"/>.</summary>
    Task<PlainTextBytes> DecryptAsync(
        TransitKey key, string cipherText, ReadOnlyMemory<byte> context = default, CancellationToken cancellationToken = default);

    /// <summary>Encrypts anew under the key's latest version; the plain text does not leave Vault.</summary>
    Task<string> RewrapAsync(
        TransitKey key, string cipherText, ReadOnlyMemory<byte> context = default, CancellationToken cancellationToken = default);

    /// <summary>Signs SHA-256 of the data (ASN.1 for ECDSA); answers <c>vault:v1:…</c>.</summary>
    Task<string> SignAsync(TransitKey key, ReadOnlyMemory<byte> data, CancellationToken cancellationToken = default);

    /// <summary>
    /// Signs SHA-256 of the data with an ECDSA key as JSON Web Signatures have it (RFC 7518, 3.4): both numbers side by side, in base64url.
    /// </summary>
    /// <param name="key">The key.</param>
    /// <param name="version">The version that signs; others stay unused.</param>
    /// <param name="data">What is signed.</param>
    Task<string> SignJwsAsync(TransitKey key, int version, ReadOnlyMemory<byte> data, CancellationToken cancellationToken = default);

    /// <summary>Whether the signature is valid for the data.</summary>
    Task<bool> VerifyAsync(TransitKey key, ReadOnlyMemory<byte> data, string signature, CancellationToken cancellationToken = default);

    /// <summary>Adds a version; older cipher texts stay readable. Not repeated on a lost answer.</summary>
    Task RotateAsync(TransitKey key, CancellationToken cancellationToken = default);

    /// <summary>Destroys the key and with it whatever it encrypted. Deleting what is not there succeeds.</summary>
    Task DeleteKeyAsync(TransitKey key, CancellationToken cancellationToken = default);
}

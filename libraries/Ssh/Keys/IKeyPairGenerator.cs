namespace PenguinMails.Ssh;

/// <summary>Generates key pairs.</summary>
public interface IKeyPairGenerator
{
    /// <param name="type">The algorithm.</param>
    /// <param name="comment">Goes into the private key's file; no secret. Printable ASCII, 1 to 200 characters.</param>
    /// <param name="cancellationToken">Ends the generation.</param>
    /// <exception cref="ArgumentException">The comment is empty, too long, or not printable ASCII.</exception>
    /// <exception cref="SshToolException">ssh-keygen, which makes RSA keys, is missing, broken or too slow.</exception>
    Task<KeyPair> GenerateAsync(SshKeyType type, string comment, CancellationToken cancellationToken);
}

/// <summary>Changes the form in which a private key is handed out.</summary>
public interface IPrivateKeyFormat
{
    /// <summary>Encrypts with a passphrase as <c>ssh-keygen -p</c> does (aes256-ctr, bcrypt).</summary>
    /// <param name="privateKey">The unencrypted key.</param>
    /// <param name="plainTextPassphrase">Without a fault by <see cref="PassphraseRules"/>.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <exception cref="ArgumentException">The passphrase cannot be used.</exception>
    /// <exception cref="FormatException">OpenSSH cannot read the key, or it has a passphrase already.</exception>
    Task<PlainTextPrivateKey> EncryptAsync(PlainTextPrivateKey privateKey, string plainTextPassphrase, CancellationToken cancellationToken);

    /// <summary>Derives the public half.</summary>
    /// <returns>Null when OpenSSH cannot read the key, or not without a passphrase.</returns>
    Task<PublicKey?> PublicHalfAsync(PlainTextPrivateKey privateKey, CancellationToken cancellationToken);
}

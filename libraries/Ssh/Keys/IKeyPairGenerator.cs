namespace PenguinMails.Ssh;

/// <summary>Makes key pairs.</summary>
public interface IKeyPairGenerator
{
    /// <param name="type">The algorithm.</param>
    /// <param name="comment">Goes into the private key's file; no secret.</param>
    /// <param name="cancellationToken">Ends the generation.</param>
    Task<KeyPair> GenerateAsync(SshKeyType type, string comment, CancellationToken cancellationToken);
}

/// <summary>Changes the form in which a private key is handed out.</summary>
public interface IPrivateKeyFormat
{
    /// <summary>Encrypts with a passphrase as <c>ssh-keygen -p</c> does (aes256-ctr, bcrypt).</summary>
    /// <param name="privateKey">The unencrypted key.</param>
    /// <param name="plainTextPassphrase">1 to 1000 bytes of UTF-8 without control characters.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    Task<PlainTextPrivateKey> EncryptAsync(PlainTextPrivateKey privateKey, string plainTextPassphrase, CancellationToken cancellationToken);

    /// <summary>The public half of an unencrypted private key; null when the text is no such key.</summary>
    Task<PublicKey?> PublicHalfAsync(PlainTextPrivateKey privateKey, CancellationToken cancellationToken);
}

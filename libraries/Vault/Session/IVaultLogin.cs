namespace PenguinMails.Vault.Session;

/// <summary>A way to get a token.</summary>
internal interface IVaultLogin
{
    /// <exception cref="VaultUnavailableException">Not now; <see cref="VaultTrouble.NoCredential"/> when there is nothing to sign in with.</exception>
    Task<LiveToken> LoginAsync(CancellationToken cancellationToken);
}

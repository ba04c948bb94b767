namespace PenguinMails.Vault;

/// <summary>Response wrapping: a secret leaves Vault once, for the holder of a single-use token.</summary>
public interface IResponseWrapping
{
    /// <summary>Asks for the secret wrapped; null when there is no such secret.</summary>
    /// <param name="timeToLive">How long the token works, at least one second.</param>
    /// <param name="version">One version, or the current one.</param>
    Task<WrappedToken?> ReadWrappedAsync(
        VaultPath path, TimeSpan timeToLive, int? version = null, CancellationToken cancellationToken = default);

    /// <summary>
    /// Spends the token. Never repeated: after a <see cref="VaultUnavailableException"/> whose
    /// <see cref="VaultUnavailableException.MayHaveHappened"/> is true the token may be spent.
    /// </summary>
    Task<UnwrapOutcome> UnwrapAsync(WrappedToken token, CancellationToken cancellationToken = default);
}

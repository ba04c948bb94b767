namespace PenguinMails.VaultOperations.Bootstrap;

/// <summary>One part of Vault's configuration. Applying it is idempotent and safe from several instances at once.</summary>
internal interface IVaultPart
{
    /// <summary>Compares, repairs, and tells what it found.</summary>
    /// <exception cref="VaultUnavailableException">Vault cannot serve now.</exception>
    /// <exception cref="VaultRefusedException">Vault does not accept it, or the token may not.</exception>
    Task<IReadOnlyList<Drift>> RepairAsync(IVaultApi vault, CancellationToken cancellationToken);
}

/// <summary>A difference between the repository and Vault.</summary>
/// <param name="What">What differs, in plain words, without values.</param>
/// <param name="IsRepaired">Whether it was repaired; otherwise it requires a decision.</param>
internal sealed record Drift(string What, bool IsRepaired = true)
{
    /// <summary>Whether the platform can start with it, although a person has to decide.</summary>
    public bool MayStart { get; init; }
}

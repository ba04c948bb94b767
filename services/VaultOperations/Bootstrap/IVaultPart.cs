using PenguinMails.Vault;

namespace PenguinMails.VaultOperations.Bootstrap;

/// <summary>A part of what Vault must hold. Bringing it about is safe to repeat, and from several instances at once.</summary>
internal interface IVaultPart
{
    /// <summary>Compares, repairs, and tells what it found.</summary>
    /// <exception cref="VaultUnavailableException">Vault cannot serve now.</exception>
    /// <exception cref="VaultRefusedException">Vault does not accept it, or the token may not.</exception>
    Task<IReadOnlyList<Drift>> RepairAsync(IVaultApi vault, CancellationToken cancellationToken);
}

/// <summary>A difference between the repository and Vault.</summary>
/// <param name="What">What differs, in plain words, without values.</param>
/// <param name="IsRepaired">False when it needs a person.</param>
internal sealed record Drift(string What, bool IsRepaired = true);

namespace PenguinMails.Audit.VaultTrail.Entries;

/// <summary>
/// Entries that are not appended: the platform's own periodic, successful requests that touch no secret. Otherwise an idle system fills the
/// ledger, and each checkpoint, which Vault signs and records, asks for the next. What is refused is never left out.
/// </summary>
internal static class VaultNoise
{
    public static bool Is(VaultEntry entry) => entry is { IsDone: true, Identity.Role: { } role } && (
        // Signing what is recorded here.
        (role == "audit" && entry.Path.StartsWith("transit/sign/audit-checkpoints", StringComparison.Ordinal))
        // Verifying it, again and again, with the public key.
        || (role == "audit" && entry.Operation == "read" && entry.Path == "transit/keys/audit-checkpoints")
        // A service keeps its own token alive.
        || entry.Path is "auth/token/renew-self" or "auth/token/lookup-self"
        // The comparison of Vault with the repository, every 30 s. That role cannot read a secret; if it does, it is no noise.
        || (role == "vault-operations" && entry.Operation is "read" or "list" && !entry.Path.StartsWith("secret/data/", StringComparison.Ordinal)));
}

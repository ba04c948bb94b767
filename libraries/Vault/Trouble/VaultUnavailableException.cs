namespace PenguinMails.Vault;

/// <summary>
/// Vault cannot serve now and will again: requests answer 503, operations wait and go on. Never holds material or tokens.
/// </summary>
public sealed class VaultUnavailableException(VaultTrouble trouble, bool mayHaveHappened = false, Exception? inner = null)
    : Exception(Words(trouble), inner)
{
    public VaultTrouble Trouble { get; } = trouble;

    /// <summary>Whether Vault may have processed the request: true when its response was lost, false when it certainly did not act.</summary>
    public bool MayHaveHappened { get; } = mayHaveHappened;

    internal static string Words(VaultTrouble trouble) => trouble switch
    {
        VaultTrouble.Unreachable => "Vault cannot be reached.",
        VaultTrouble.Timeout => "Vault did not answer in time.",
        VaultTrouble.Sealed => "Vault is sealed.",
        VaultTrouble.Uninitialised => "Vault is not initialised.",
        VaultTrouble.NoActiveNode => "Vault has no active node at the moment.",
        VaultTrouble.RateLimited => "Vault limits the rate of requests.",
        VaultTrouble.CircuitOpen => "Vault failed repeatedly and is given a short rest.",
        VaultTrouble.NoCredential => "No Vault credential is available yet: none has been delivered, or Vault accepted none of them.",
        VaultTrouble.LoginRefused => "Vault refuses this service's sign-in without looking at its credential: its AppRole may be locked out.",
        _ => "Vault answered with a server error.",
    };
}

/// <summary>Why Vault cannot serve.</summary>
public enum VaultTrouble
{
    /// <summary>Connection refused, reset, or no route.</summary>
    Unreachable,

    /// <summary>No answer within the time allowed.</summary>
    Timeout,

    /// <summary>Sealed (503).</summary>
    Sealed,

    /// <summary>Not initialised (503, or 501 of the health endpoint).</summary>
    Uninitialised,

    /// <summary>A standby that cannot reach the active node, or redirects in a circle.</summary>
    NoActiveNode,

    /// <summary>A rate limit quota was exceeded (429).</summary>
    RateLimited,

    /// <summary>Any other 5xx, or an answer that is not Vault's.</summary>
    ServerError,

    /// <summary>Requests are held back after repeated failures.</summary>
    CircuitOpen,

    /// <summary>This process has no token and cannot get one now.</summary>
    NoCredential,

    /// <summary>
    /// 403 at sign-in: somebody's wrong logins have locked the AppRole (Vault 1.13 and later), or its entity is disabled. The credential
    /// is still good.
    /// </summary>
    LoginRefused,
}

namespace PenguinMails.Vault;

/// <summary>How this process's sign-in to Vault stands.</summary>
public interface IVaultLoginState
{
    /// <summary>Since when Vault has refused every sign-in without looking at the credential, UTC; null when it does not.</summary>
    DateTimeOffset? RefusedSince { get; }

    /// <summary>When it last signed in, UTC; null when it has not.</summary>
    DateTimeOffset? SignedInAt { get; }
}

using Microsoft.IdentityModel.Tokens;

namespace PenguinMails.ServiceDefaults;

/// <summary>Identity's public keys, by which tokens are verified.</summary>
public interface ITokenKeys
{
    /// <summary>No key is known yet: no token can be judged.</summary>
    bool AreMissing { get; }

    /// <summary>The key of that id; null when Vault has no such key, or no longer allows it.</summary>
    SecurityKey? Find(string keyId);

    /// <summary>Reads the keys again, since a token names one that is unknown. Bounded: tokens that anybody can write must cost nothing.</summary>
    Task RefreshAsync(CancellationToken cancellationToken);
}

namespace PenguinMails.Identity.SigningKeys;

/// <summary>
/// The keys that sign tokens, as they were last read from Vault, which alone decides what they are. During an outage of Vault they stay as
/// they are: tokens go on being verified, none is signed.
/// </summary>
internal sealed class SigningKeyStore(ITransit transit, TimeProvider time) : ITokenKeys
{
    private static readonly TimeSpan ShortestInterval = TimeSpan.FromSeconds(5);

    private volatile IReadOnlyList<SigningKey> _keys = [];
    private long _readAt;

    public bool AreMissing => _keys.Count == 0;

    /// <summary>The versions that Vault allows, oldest first.</summary>
    public IReadOnlyList<SigningKey> All => _keys;

    /// <summary>By which tokens are verified now.</summary>
    public IReadOnlyList<SigningKey> Published => _keys is { Count: > 0 } keys ? SigningKeySchedule.Published(keys, time.GetUtcNow()) : [];

    /// <summary>The version that signs now; null until the keys were read.</summary>
    public SigningKey? Active => _keys is { Count: > 0 } keys ? SigningKeySchedule.Active(keys, time.GetUtcNow()) : null;

    public Microsoft.IdentityModel.Tokens.SecurityKey? Find(string keyId) =>
        Published.FirstOrDefault(key => string.Equals(key.KeyId, keyId, StringComparison.Ordinal))?.PublicKey;

    /// <summary>Reads the keys again: another instance may have found a new one. Without Vault they stay as they are.</summary>
    public async Task RefreshAsync(CancellationToken cancellationToken)
    {
        var readAt = Interlocked.Read(ref _readAt);
        if (time.GetElapsedTime(readAt) < ShortestInterval || Interlocked.CompareExchange(ref _readAt, time.GetTimestamp(), readAt) != readAt)
        {
            return;
        }

        try
        {
            await ReadAsync(cancellationToken);
        }
        catch (Exception failure) when (failure is VaultUnavailableException or VaultRefusedException)
        {
            // The upkeep reports it and tries again.
        }
    }

    /// <summary>Reads the keys from Vault.</summary>
    /// <exception cref="VaultRefusedException">There is no such key yet.</exception>
    public async Task ReadAsync(CancellationToken cancellationToken)
    {
        Interlocked.Exchange(ref _readAt, time.GetTimestamp());
        var state = await transit.ReadKeyAsync(TransitKey.IdentityTokens, cancellationToken)
            ?? throw new VaultRefusedException(VaultRefusal.KeyMissing, "GET transit/keys/*");
        var known = _keys;
        _keys = [.. SigningKey.AllOf(state).Select(key => known.FirstOrDefault(old => old.KeyId == key.KeyId) ?? key)];
    }
}

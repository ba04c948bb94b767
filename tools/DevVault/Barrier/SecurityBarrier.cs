using System.Security.Cryptography;
using PenguinMails.DevVault.Storage;

namespace PenguinMails.DevVault.Barrier;

/// <summary>
/// What stands between storage, which only ever sees cipher text, and everything else. Keeps decrypted entries until it is
/// sealed. A value is cached only while its path is locked, so a slow reader cannot put back what a writer replaced.
/// </summary>
internal sealed class SecurityBarrier(IStorage storage, TimeProvider time)
{
    private const string KeyringPath = "core/keyring";
    private readonly BarrierCache _cache = new();
    private readonly PathLocks _filling = new();
    private readonly AsyncLock _rotating = new();
    private volatile Keyring? _keyring;
    private PlainTextKey? _rootKey;
    private long _encryptions;

    public bool IsSealed => _keyring is null;

    public KeyStatus Status => new(Keys.Term, Keys.Installed, Interlocked.Read(ref _encryptions));

    private Keyring Keys => _keyring ?? throw new SealedException();

    /// <summary>Makes the keyring of a new Vault and leaves it sealed.</summary>
    public async Task InitializeAsync(PlainTextKey rootKey, CancellationToken cancellationToken)
    {
        using var keyring = Keyring.Create(time.GetUtcNow());
        await PersistAsync(keyring, rootKey, cancellationToken);
    }

    /// <exception cref="CryptographicException">The key is not this Vault's.</exception>
    public async Task UnsealAsync(PlainTextKey rootKey, CancellationToken cancellationToken)
    {
        var stored = await storage.ReadAsync(KeyringPath, cancellationToken)
            ?? throw new InvalidOperationException("The keyring is missing from storage.");
        _rootKey = rootKey;
        _keyring = Keyring.Deserialize(SealedValue.Decrypt(rootKey, KeyringPath, stored));
    }

    public void Seal()
    {
        var keyring = Interlocked.Exchange(ref _keyring, null);
        _cache.Clear();
        keyring?.Dispose();
        _rootKey?.Dispose();
    }

    public async Task RotateAsync(CancellationToken cancellationToken)
    {
        using var held = await _rotating.TakeAsync(cancellationToken);
        var rotated = Keys.Rotated(time.GetUtcNow());
        await PersistAsync(rotated, _rootKey!, cancellationToken);
        _keyring = rotated;
        Interlocked.Exchange(ref _encryptions, 0);
    }

    public ValueTask<T?> ReadAsync<T>(string path, Func<byte[], T> decode, CancellationToken cancellationToken)
        where T : class
    {
        _ = Keys;
        return _cache.Find(path) is { } entry
            ? ValueTask.FromResult(entry.As(decode))
            : FillAsync(path, decode, cancellationToken);
    }

    /// <summary>All of the changes or none; durable when it returns.</summary>
    public async ValueTask ApplyAsync(IReadOnlyList<BarrierChange> changes, CancellationToken cancellationToken)
    {
        var keys = Keys;
        var encrypted = new StorageChange[changes.Count];
        for (var i = 0; i < encrypted.Length; i++)
        {
            var (path, plain, _) = changes[i];
            encrypted[i] = new(path, plain is null ? null : SealedValue.Encrypt(keys.Active, keys.Term, path, plain));
        }

        Interlocked.Add(ref _encryptions, encrypted.Length);
        using var held = await _filling.TakeAllAsync(changes.Select(change => change.Path), cancellationToken);
        try
        {
            // Not cancellable: a caller that gives up would leave it open whether the values were written.
            await storage.ApplyAsync(encrypted, CancellationToken.None);
        }
        catch
        {
            Forget(changes);
            throw;
        }

        foreach (var (path, plain, decoded) in changes)
        {
            _cache.Store(path, new(plain, decoded));
        }

        if (IsSealed)
        {
            _cache.Clear();
        }
    }

    public ValueTask<IReadOnlyList<string>> ListAsync(string prefix, CancellationToken cancellationToken)
    {
        _ = Keys;
        return storage.ListAsync(prefix, cancellationToken);
    }

    public async ValueTask DeleteUnderAsync(string prefix, CancellationToken cancellationToken)
    {
        _ = Keys;
        await storage.DeleteUnderAsync(prefix, cancellationToken);
        _cache.ForgetUnder(prefix);
    }

    private async ValueTask<T?> FillAsync<T>(string path, Func<byte[], T> decode, CancellationToken cancellationToken)
        where T : class
    {
        using var held = await _filling.TakeAsync(path, cancellationToken);
        if (_cache.Find(path) is not { } entry)
        {
            var stored = await storage.ReadAsync(path, cancellationToken);
            entry = new(stored is null ? null : Decrypt(path, stored));
            _cache.Store(path, entry);
            if (IsSealed)
            {
                _cache.Clear();
            }
        }

        return entry.As(decode);
    }

    private byte[] Decrypt(string path, byte[] stored)
    {
        var key = Keys.Find(SealedValue.Term(stored)) ?? throw new CryptographicException("No key for the term of a stored value.");
        return SealedValue.Decrypt(key, path, stored);
    }

    private async Task PersistAsync(Keyring keyring, PlainTextKey rootKey, CancellationToken cancellationToken)
    {
        var plain = keyring.Serialize();
        var encrypted = SealedValue.Encrypt(rootKey, term: 0, KeyringPath, plain);
        CryptographicOperations.ZeroMemory(plain);
        await storage.ApplyAsync([new(KeyringPath, encrypted)], cancellationToken);
    }

    private void Forget(IReadOnlyList<BarrierChange> changes)
    {
        foreach (var change in changes)
        {
            _cache.Forget(change.Path);
        }
    }
}

using System.Security.Cryptography;
using System.Text.Json;
using PenguinMails.DevVault.Barrier;
using PenguinMails.DevVault.Logical;
using PenguinMails.DevVault.Seal;
using PenguinMails.DevVault.Storage;
using PenguinMails.DevVault.Tokens;

namespace PenguinMails.DevVault.Core;

/// <summary>
/// The one Vault of this process: uninitialised, sealed, or active. Transitions happen one at a time; requests only read
/// <see cref="Active"/>.
/// </summary>
internal sealed class VaultServer(IStorage storage, TimeProvider time, ILogger<VaultServer> logger) : IAsyncDisposable
{
    private const string SealConfigurationPath = "core/seal-config";
    private const string RootKeyPath = "core/hsm/barrier-unseal-keys";
    private readonly AsyncLock _changing = new();
    private readonly UnsealProgress _progress = new();
    private volatile ActiveVault? _active;
    private volatile SealConfiguration? _seal;

    /// <summary>Null while sealed or uninitialised.</summary>
    public ActiveVault? Active => _active;

    public bool IsInitialized => _seal is not null;

    public string StorageKind => storage.Kind;

    public async Task LoadAsync(CancellationToken cancellationToken)
    {
        if (await storage.ReadAsync(SealConfigurationPath, cancellationToken) is { } stored)
        {
            _seal = JsonSerializer.Deserialize<SealConfiguration>(stored);
        }
    }

    public SealStatus Status() =>
        new(_seal, IsSealed: _active is null, _progress.Count, _progress.Nonce, _active?.Cluster, storage.Kind);

    /// <summary>Makes the keys of a new Vault and its root token. It stays sealed.</summary>
    /// <exception cref="RefusedException">Initialised already, or the configuration makes no sense.</exception>
    public async Task<InitialKeys> InitializeAsync(SealConfiguration configuration, CancellationToken cancellationToken)
    {
        using var turn = await _changing.TakeAsync(cancellationToken);
        if (IsInitialized)
        {
            throw RefusedException.Invalid("Vault is already initialized");
        }

        if (configuration.Problem() is { } problem)
        {
            throw RefusedException.Invalid("invalid seal configuration: " + problem);
        }

        var unsealKey = RandomNumberGenerator.GetBytes(PlainTextKey.Length);
        var shares = configuration.Shares == 1 ? [[.. unsealKey]] : Shamir.Split(unsealKey, configuration.Shares, configuration.Threshold);
        using var rootKey = PlainTextKey.Create();
        using var wrapping = new PlainTextKey(unsealKey);
        var barrier = new SecurityBarrier(storage, time);
        await barrier.InitializeAsync(rootKey, cancellationToken);
        await barrier.UnsealAsync(new([.. rootKey.Bytes]), cancellationToken);
        var rootToken = await CreateRootTokenAsync(barrier, cancellationToken);
        barrier.Seal();

        // Last, and at once: a Vault without a seal configuration counts as never initialised.
        await storage.ApplyAsync(
            [
                new(RootKeyPath, SealedValue.Encrypt(wrapping, term: 0, RootKeyPath, rootKey.Bytes)),
                new(SealConfigurationPath, JsonSerializer.SerializeToUtf8Bytes(configuration)),
            ],
            cancellationToken);
        _seal = configuration;
        logger.Initialized(configuration.Shares, configuration.Threshold);
        return new(shares, rootToken);
    }

    /// <summary>Takes one share; unseals when it is the last one needed.</summary>
    /// <exception cref="RefusedException">Not a share, or the shares do not fit.</exception>
    public async Task UnsealAsync(byte[] share, CancellationToken cancellationToken)
    {
        using var turn = await _changing.TakeAsync(cancellationToken);
        if (_active is not null)
        {
            return;
        }

        if (_seal is not { } seal)
        {
            throw RefusedException.Invalid("Vault is not initialized");
        }

        UnsealShare.Check(share);
        _progress.Add(share);
        if (_progress.Count >= seal.Threshold)
        {
            await OpenAsync(cancellationToken);
        }
    }

    /// <summary>Forgets the shares given so far.</summary>
    public async Task ResetUnsealAsync(CancellationToken cancellationToken)
    {
        using var turn = await _changing.TakeAsync(cancellationToken);
        if (_active is not null)
        {
            throw RefusedException.Invalid("vault is unsealed");
        }

        _progress.Reset();
    }

    public async Task SealAsync(CancellationToken cancellationToken)
    {
        using var turn = await _changing.TakeAsync(cancellationToken);
        await CloseAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await CloseAsync();
        await storage.DisposeAsync();
    }

    private async Task OpenAsync(CancellationToken cancellationToken)
    {
        var rootKey = await RootKeyAsync(_progress.Combine(), cancellationToken);
        var barrier = new SecurityBarrier(storage, time);
        await barrier.UnsealAsync(rootKey, cancellationToken);
        var vault = new ActiveVault(new(barrier, time, logger));
        try
        {
            await vault.StartAsync(cancellationToken);
        }
        catch
        {
            await vault.DisposeAsync();
            barrier.Seal();
            throw;
        }

        _active = vault;
        logger.Unsealed();
    }

    private async Task CloseAsync()
    {
        if (_active is { } vault)
        {
            _active = null;
            vault.Barrier.Seal();
            await vault.DisposeAsync();
            logger.SealedNow();
        }
    }

    private async Task<PlainTextKey> RootKeyAsync(byte[] unsealKey, CancellationToken cancellationToken)
    {
        var stored = await storage.ReadAsync(RootKeyPath, cancellationToken)
            ?? throw new InvalidOperationException("The root key is missing from storage.");
        try
        {
            using var wrapping = new PlainTextKey(unsealKey);
            return new(SealedValue.Decrypt(wrapping, RootKeyPath, stored));
        }
        catch (CryptographicException)
        {
            throw new RefusedException(new(
                StatusCodes.Status400BadRequest,
                "unable to retrieve stored keys: invalid key: failed to decrypt keys from storage: error decrypting seal wrapped value\n"
                    + "error decrypting using seal shamir: cipher: message authentication failed"));
        }
    }

    private async Task<string> CreateRootTokenAsync(SecurityBarrier barrier, CancellationToken cancellationToken)
    {
        var tokens = new TokenStore(new BarrierView(barrier, "sys/token/"), new ExpiryQueue(), time);
        var (token, _) = await tokens.CreateAsync(
            new() { Hash = string.Empty, Path = "auth/token/root", Policies = ["root"], DisplayName = "root", Created = time.GetUtcNow() },
            customId: null,
            cancellationToken);
        return token;
    }
}

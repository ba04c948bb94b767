namespace PenguinMails.Identity.Credentials;

/// <summary>
/// A user that does not exist. An unknown address is checked against it, so that the answer takes the same work as for a known
/// one: a password hash and a decryption by Vault.
/// </summary>
internal sealed class Decoy(PasswordHashing passwords, ITransit transit) : IDisposable
{
    private const int SecretSize = 20;
    private readonly SemaphoreSlim _making = new(1);
    private User? _user;

    public async ValueTask<User> GetAsync(CancellationToken cancellationToken)
    {
        if (_user is { } known)
        {
            return known;
        }

        await _making.WaitAsync(cancellationToken);
        try
        {
            return _user ??= await MakeAsync(cancellationToken);
        }
        finally
        {
            _making.Release();
        }
    }

    public void Dispose() => _making.Dispose();

    private async Task<User> MakeAsync(CancellationToken cancellationToken)
    {
        var secret = RandomNumberGenerator.GetBytes(SecretSize);
        var cipherText = await transit.EncryptAsync(TransitKey.Identity, secret, cancellationToken: cancellationToken);
        var hash = passwords.Hash(Convert.ToBase64String(RandomNumberGenerator.GetBytes(SecretSize)));
        return new User(Guid.Empty, "", hash, cipherText, "", TenantId: null, LastTotpStep: long.MaxValue);
    }
}

using System.Security.Cryptography;
using PenguinMails.Vault.Connection;
using PenguinMails.Vault.Tests.Fixtures;

namespace PenguinMails.Vault.Tests.Transit;

/// <summary>What every implementation of the seam does against a real server.</summary>
[TestFixtureSource(typeof(Implementation), nameof(Implementation.All))]
[Category("Component")]
public sealed class TransitContract(string implementation)
{
    private static readonly byte[] PlainText = [0, 1, 2, 255, .. "material"u8];

    private VaultConnection _connection = null!;
    private ITransit _transit = null!;
    private TransitKey _key = null!;

    [OneTimeSetUp]
    public async Task ConnectAsync()
    {
        _connection = MountedVault.ConnectAsRoot(await MountedVault.SharedAsync());
        _transit = Implementation.Of(_connection, implementation).Transit;
    }

    [OneTimeTearDown]
    public async Task DisconnectAsync() => await _connection.DisposeAsync();

    [SetUp]
    public void NewKey() => _key = TransitKey.ForTenant(Guid.CreateVersion7());

    [Test]
    public async Task Encrypt_ThenDecrypt_GivesTheSameBytes()
    {
        await _transit.EnsureKeyAsync(_key);
        await _transit.EnsureKeyAsync(_key);

        var cipherText = await _transit.EncryptAsync(_key, PlainText);

        Assert.That(cipherText, Does.StartWith("vault:v1:"));
        using var decrypted = await _transit.DecryptAsync(_key, cipherText);
        Assert.That(decrypted.Span.ToArray(), Is.EqualTo(PlainText));
    }

    [Test]
    public async Task Encrypt_Nothing_GivesNothingBack()
    {
        await _transit.EnsureKeyAsync(_key);

        using var decrypted = await _transit.DecryptAsync(_key, await _transit.EncryptAsync(_key, ReadOnlyMemory<byte>.Empty));

        Assert.That(decrypted.Span.Length, Is.Zero);
    }

    [Test]
    public async Task Decrypt_TamperedOrForeign_IsRefused()
    {
        await _transit.EnsureKeyAsync(_key);
        var other = TransitKey.ForTenant(Guid.CreateVersion7());
        await _transit.EnsureKeyAsync(other);
        var cipherText = await _transit.EncryptAsync(_key, PlainText);
        var bytes = Convert.FromBase64String(cipherText["vault:v1:".Length..]);
        bytes[^1] ^= 1;

        Assert.That(() => _transit.DecryptAsync(_key, "vault:v1:" + Convert.ToBase64String(bytes)), RefusedFor(VaultRefusal.CipherTextInvalid));
        Assert.That(() => _transit.DecryptAsync(other, cipherText), RefusedFor(VaultRefusal.CipherTextInvalid));
        Assert.That(() => _transit.DecryptAsync(_key, "nonsense"), RefusedFor(VaultRefusal.CipherTextInvalid));
    }

    [Test]
    public async Task Context_OfADerivedKey_MustBeTheSame()
    {
        await _transit.EnsureKeyAsync(_key, TransitKeyType.Aes256Gcm96Derived);
        var cipherText = await _transit.EncryptAsync(_key, PlainText, "ctx"u8.ToArray());

        using var decrypted = await _transit.DecryptAsync(_key, cipherText, "ctx"u8.ToArray());

        Assert.That(decrypted.Span.ToArray(), Is.EqualTo(PlainText));
        Assert.That(() => _transit.DecryptAsync(_key, cipherText, "other"u8.ToArray()), RefusedFor(VaultRefusal.CipherTextInvalid));
    }

    [Test]
    public async Task Rotate_ThenRewrap_UsesTheNewVersionAndKeepsOldOnesReadable()
    {
        await _transit.EnsureKeyAsync(_key);
        var old = await _transit.EncryptAsync(_key, PlainText);

        await _transit.RotateAsync(_key);
        var rewrapped = await _transit.RewrapAsync(_key, old);

        Assert.That(rewrapped, Does.StartWith("vault:v2:"));
        foreach (var cipherText in new[] { old, rewrapped })
        {
            using var decrypted = await _transit.DecryptAsync(_key, cipherText);
            Assert.That(decrypted.Span.ToArray(), Is.EqualTo(PlainText));
        }

        Assert.That((await _transit.ReadKeyAsync(_key))!.LatestVersion, Is.EqualTo(2));
    }

    [Test]
    public async Task Sign_WithEcdsa_VerifiesHereAndWithThePublicKeyAlone()
    {
        await _transit.EnsureKeyAsync(_key, TransitKeyType.EcdsaP256);

        var signature = await _transit.SignAsync(_key, PlainText);

        Assert.That(await _transit.VerifyAsync(_key, PlainText, signature));
        Assert.That(await _transit.VerifyAsync(_key, "other"u8.ToArray(), signature), Is.False);
        using var publicKey = ECDsa.Create();
        publicKey.ImportFromPem((await _transit.ReadKeyAsync(_key))!.PublicKeys[1]);
        var raw = Convert.FromBase64String(signature["vault:v1:".Length..]);
        Assert.That(publicKey.VerifyData(PlainText, raw, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence));
    }

    [Test]
    public async Task SignJws_WithAnOlderVersion_IsThatVersionsSignatureAsJwtHasIt()
    {
        await _transit.EnsureKeyAsync(_key, TransitKeyType.EcdsaP256);
        await _transit.RotateAsync(_key);

        var signature = System.Buffers.Text.Base64Url.DecodeFromChars(await _transit.SignJwsAsync(_key, 1, PlainText));

        var state = (await _transit.ReadKeyAsync(_key))!;
        Assert.That(state.CreatedAt.Keys, Is.EquivalentTo([1, 2]));
        Assert.That(state.CreatedAt[1], Is.EqualTo(TimeProvider.System.GetUtcNow()).Within(TimeSpan.FromMinutes(5)).And.LessThanOrEqualTo(state.CreatedAt[2]));
        foreach (var (version, isIts) in new[] { (1, true), (2, false) })
        {
            using var publicKey = ECDsa.Create();
            publicKey.ImportFromPem(state.PublicKeys[version]);
            Assert.That(publicKey.VerifyData(PlainText, signature, HashAlgorithmName.SHA256), Is.EqualTo(isIts), $"version {version}");
        }
    }

    [Test]
    public async Task Delete_AKey_MakesItsCipherTextsUnreadableForGood()
    {
        await _transit.EnsureKeyAsync(_key);
        var cipherText = await _transit.EncryptAsync(_key, PlainText);

        await _transit.DeleteKeyAsync(_key);
        await _transit.DeleteKeyAsync(_key);

        Assert.That(await _transit.ReadKeyAsync(_key), Is.Null);
        Assert.That(() => _transit.DecryptAsync(_key, cipherText), RefusedFor(VaultRefusal.KeyMissing));
        await _transit.EnsureKeyAsync(_key);
        Assert.That(() => _transit.DecryptAsync(_key, cipherText), RefusedFor(VaultRefusal.CipherTextInvalid), "a new key of the same name");
    }

    [Test]
    public async Task Encrypt_UnderAServicesPolicyWithoutTheKey_SaysThatTheKeyIsMissing()
    {
        var role = await TestRole.CreateAsync(await MountedVault.SharedAsync());
        await role.DeliverAsync();
        await using var service = role.Connect();
        var transit = Implementation.Of(service, implementation).Transit;

        Assert.That(() => transit.EncryptAsync(_key, PlainText), RefusedFor(VaultRefusal.KeyMissing));
        Assert.That(() => transit.EncryptAsync(TransitKey.Identity, PlainText), RefusedFor(VaultRefusal.PermissionDenied));
        Assert.That(await _transit.ReadKeyAsync(_key), Is.Null, "not made on the way");
    }

    private static NUnit.Framework.Constraints.IResolveConstraint RefusedFor(VaultRefusal refusal) =>
        Throws.TypeOf<VaultRefusedException>().With.Property(nameof(VaultRefusedException.Refusal)).EqualTo(refusal);
}

using System.Security.Cryptography;
using PenguinMails.DevVault.Tests.Fixtures;

namespace PenguinMails.DevVault.Tests.Transit;

[Category("Component")]
internal sealed class TransitTests
{
    private static readonly string Plain = Convert.ToBase64String("hello"u8);
    private string _key = null!;

    private static VaultClient Client => SharedVault.Client;

    [SetUp]
    public void Name() => _key = SharedVault.NewName();

    [TestCase("aes256-gcm96")]
    [TestCase("aes128-gcm96")]
    [TestCase("chacha20-poly1305")]
    [TestCase("rsa-2048")]
    public async Task Decrypt_WhatWasEncrypted_GivesThePlaintext(string type)
    {
        await CreateAsync(new { type });

        Assert.That(await DecryptAsync(await EncryptAsync()), Is.EqualTo(Plain));
    }

    [TestCase("ecdsa-p256")]
    [TestCase("ecdsa-p384")]
    [TestCase("ecdsa-p521")]
    [TestCase("rsa-2048")]
    public async Task Verify_OverTheSignedInput_HoldsAndOverAnotherNot(string type)
    {
        await CreateAsync(new { type });
        var signature = (await Client.WriteAsync("transit/sign/" + _key, new { input = Plain })).Ok().Data.GetProperty("signature").GetString();

        Assert.Multiple(async () =>
        {
            Assert.That(await VerifyAsync(Plain, signature), Is.True);
            Assert.That(await VerifyAsync(Convert.ToBase64String("hullo"u8), signature), Is.False);
        });
    }

    [Test]
    public async Task Sign_WithEcdsa_VerifiesWithThePublicKeyAlone()
    {
        await CreateAsync(new { type = "ecdsa-p256" });
        var key = (await Client.ReadAsync("transit/keys/" + _key)).Ok().Data;
        using var ecdsa = ECDsa.Create();
        ecdsa.ImportFromPem(key.GetProperty("keys").GetProperty("1").GetProperty("public_key").GetString());

        var signature = (await Client.WriteAsync("transit/sign/" + _key, new { input = Plain })).Ok().Data.GetProperty("signature").GetString()!;

        Assert.That(
            ecdsa.VerifyData("hello"u8, Convert.FromBase64String(signature["vault:v1:".Length..]), HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence),
            Is.True);
    }

    [TestCase("ed25519")]
    [TestCase("nope")]
    public async Task Create_UnsupportedType_IsRefused(string type) =>
        (await Client.WriteAsync("transit/keys/" + _key, new { type })).IsRefused(400, "unknown key type " + type);

    [Test]
    public async Task Rotate_ThenRewrap_MovesToTheNewVersion()
    {
        await CreateAsync(new { });
        var old = await EncryptAsync();
        (await Client.WriteAsync($"transit/keys/{_key}/rotate")).Ok();

        var rewrapped = (await Client.WriteAsync("transit/rewrap/" + _key, new { ciphertext = old })).Ok().Data.GetProperty("ciphertext").GetString()!;

        Assert.Multiple(async () =>
        {
            Assert.That(rewrapped, Does.StartWith("vault:v2:"));
            Assert.That(await DecryptAsync(old), Is.EqualTo(Plain));
            Assert.That(await DecryptAsync(rewrapped), Is.EqualTo(Plain));
        });
    }

    [Test]
    public async Task MinDecryptionVersion_Raised_RefusesTheOldCipherText()
    {
        await CreateAsync(new { });
        var old = await EncryptAsync();
        (await Client.WriteAsync($"transit/keys/{_key}/rotate")).Ok();
        (await Client.WriteAsync($"transit/keys/{_key}/config", new { min_decryption_version = 2 })).Ok();

        (await Client.WriteAsync("transit/decrypt/" + _key, new { ciphertext = old }))
            .IsRefused(400, "ciphertext or signature version is disallowed by policy (too old)");
    }

    [Test]
    public async Task Delete_OfAKey_NeedsPermissionAndMakesTheCipherTextUnreadable()
    {
        await CreateAsync(new { });
        var ciphertext = await EncryptAsync();
        (await Client.DeleteAsync("transit/keys/" + _key))
            .IsRefused(400, $"error deleting policy {_key}: deletion is not allowed for this key");
        (await Client.WriteAsync($"transit/keys/{_key}/config", new { deletion_allowed = true })).Ok();

        (await Client.DeleteAsync("transit/keys/" + _key)).Ok();

        (await Client.WriteAsync("transit/decrypt/" + _key, new { ciphertext })).IsRefused(400, "encryption key not found");
    }

    [Test]
    public async Task Derived_Convergent_SameContextSameCipherText()
    {
        await CreateAsync(new { derived = true, convergent_encryption = true });
        var context = Convert.ToBase64String("tenant"u8);
        var first = (await Client.WriteAsync("transit/encrypt/" + _key, new { plaintext = Plain, context })).Ok().Data.GetProperty("ciphertext").GetString();
        var second = (await Client.WriteAsync("transit/encrypt/" + _key, new { plaintext = Plain, context })).Ok().Data.GetProperty("ciphertext").GetString();

        Assert.That(second, Is.EqualTo(first));
        (await Client.WriteAsync("transit/decrypt/" + _key, new { ciphertext = first, context = Convert.ToBase64String("other"u8) }))
            .IsRefused(400, "cipher: message authentication failed");
    }

    [Test]
    public async Task Batch_OneBadItem_SpoilsOnlyItself()
    {
        await CreateAsync(new { });

        var input = new[] { new { plaintext = Plain, reference = "first" }, new { plaintext = "!!", reference = "second" } };
        var answer = await Client.WriteAsync("transit/encrypt/" + _key, new { batch_input = input });
        var results = answer.Data.GetProperty("batch_results");

        Assert.Multiple(() =>
        {
            Assert.That((int)answer.Status, Is.EqualTo(400));
            Assert.That(results[0].GetProperty("ciphertext").GetString(), Does.StartWith("vault:v1:"));
            Assert.That(results[1].GetProperty("reference").GetString(), Is.EqualTo("second"));
            Assert.That(results[1].GetProperty("error").GetString(), Is.EqualTo("illegal base64 data at input byte 0"));
        });
        Assert.That(
            (int)(await Client.WriteAsync("transit/encrypt/" + _key, new { batch_input = input, partial_failure_response_code = 207 })).Status, Is.EqualTo(207));
    }

    [Test]
    public async Task Key_CreatedRotatedOrConfigured_IsShown()
    {
        Assert.That((await Client.WriteAsync("transit/keys/" + _key)).Ok().Data.GetProperty("latest_version").GetInt32(), Is.EqualTo(1));
        Assert.That((await Client.WriteAsync($"transit/keys/{_key}/rotate")).Ok().Data.GetProperty("latest_version").GetInt32(), Is.EqualTo(2));
        Assert.That(
            (await Client.WriteAsync($"transit/keys/{_key}/config", new { min_decryption_version = 2 })).Ok().Data.GetProperty("min_decryption_version").GetInt32(),
            Is.EqualTo(2));
    }

    [Test]
    public async Task Export_NotExportable_IsRefused()
    {
        await CreateAsync(new { });

        (await Client.ReadAsync("transit/export/encryption-key/" + _key)).IsRefused(400, "key is not exportable");
    }

    private async Task CreateAsync(object settings) => (await Client.WriteAsync("transit/keys/" + _key, settings)).Ok();

    private async Task<string> EncryptAsync() =>
        (await Client.WriteAsync("transit/encrypt/" + _key, new { plaintext = Plain })).Ok().Data.GetProperty("ciphertext").GetString()!;

    private async Task<string?> DecryptAsync(string ciphertext) =>
        (await Client.WriteAsync("transit/decrypt/" + _key, new { ciphertext })).Ok().Data.GetProperty("plaintext").GetString();

    private async Task<bool> VerifyAsync(string input, string? signature) =>
        (await Client.WriteAsync("transit/verify/" + _key, new { input, signature })).Ok().Data.GetProperty("valid").GetBoolean();
}

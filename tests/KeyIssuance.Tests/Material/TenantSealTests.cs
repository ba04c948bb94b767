using PenguinMails.Vault;

namespace PenguinMails.KeyIssuance.Tests.Material;

/// <summary>Private keys lie in Vault under a key of their tenant.</summary>
[Category("Component")]
public sealed class TenantSealTests
{
    private World _world = null!;

    [OneTimeSetUp]
    public async Task StartAsync() => _world = await World.StartAsync();

    [OneTimeTearDown]
    public async Task StopAsync() => await _world.DisposeAsync();

    [Test]
    public async Task Stored_PrivateKeys_AreCipherTexts_AndUnreadableWithoutTheTenantsKey()
    {
        await using var service = await _world.StartServiceAsync();
        var tenant = await (await _world.EnrolAsync()).IssuedAsync();
        foreach (var name in new[] { "admin", "tenant" })
        {
            using var stored = await _world.Secrets.ReadAsync(VaultPath.Ssh(tenant.Id, name));
            Assert.That(stored!.Text("private_key"), Does.StartWith("vault:v1:"));
            using var opened = await _world.Seal.OpenAsync(tenant.Id, stored.Values, "private_key", default);
            Assert.That(System.Text.Encoding.ASCII.GetString(opened.Span), Does.StartWith("-----BEGIN OPENSSH PRIVATE KEY-----"));
        }

        await _world.Transit.DeleteKeyAsync(TransitKey.ForTenant(tenant.Id));

        using var left = await _world.Secrets.ReadAsync(VaultPath.Ssh(tenant.Id, "tenant"));
        Assert.That(
            () => _world.Seal.OpenAsync(tenant.Id, left!.Values, "private_key", default),
            Throws.TypeOf<VaultRefusedException>().With.Property(nameof(VaultRefusedException.Refusal)).EqualTo(VaultRefusal.KeyMissing));
    }

    [Test]
    public async Task Open_CipherTextOfAnotherVersionOrTenant_IsRefused()
    {
        var (tenant, other) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        await _world.Seal.EnsureKeyAsync(tenant, default);
        await _world.Seal.EnsureKeyAsync(other, default);
        using var values = new PlainTextValues { { "private_key", "canary" }, { "version_id", "1" }, { "fingerprint", "SHA256:x" } };
        using var stored = await _world.Seal.SealAsync(tenant, values, ["private_key"], default);
        using var moved = new PlainTextValues { { "private_key", stored.Text("private_key") }, { "version_id", "2" } };

        Assert.That(stored.Text("fingerprint"), Is.EqualTo("SHA256:x"), "what is public stays readable");
        Assert.That(stored.Text("private_key"), Does.Not.Contain("canary"));
        Assert.That(() => _world.Seal.OpenAsync(tenant, moved, "private_key", default), Throws.TypeOf<VaultRefusedException>(), "of another version");
        Assert.That(() => _world.Seal.OpenAsync(other, stored, "private_key", default), Throws.TypeOf<VaultRefusedException>(), "of another tenant");
    }
}

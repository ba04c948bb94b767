using PenguinMails.TestKit;
using PenguinMails.Vault.Connection;
using PenguinMails.Vault.Tests.Fixtures;

namespace PenguinMails.Vault.Tests.Trouble;

/// <summary>What Vault 1.8 answers where later versions, which DevVault follows, answer otherwise.</summary>
[Parallelizable(ParallelScope.All)]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
[Category("Component")]
internal sealed class OlderAnswersTests
{
    private TestVault _vault = null!;
    private FaultProxy _proxy = null!;
    private VaultConnection _root = null!;

    [SetUp]
    public async Task ConnectAsync()
    {
        _vault = await MountedVault.SharedAsync();
        _proxy = await FaultProxy.StartAsync(_vault.Address);
        _root = MountedVault.ConnectAsRoot(_vault, _proxy.Address);
    }

    [TearDown]
    public async Task DisconnectAsync()
    {
        await _root.DisposeAsync();
        await _proxy.DisposeAsync();
    }

    [Test]
    public async Task Read_SealedWithAToken_IsSealed()
    {
        _proxy.Plan(_ => new Fault.Answer(503, """{"errors":["error performing token check: Vault is sealed"]}"""));

        Assert.That(ReadAsync, Throws.TypeOf<VaultUnavailableException>().With.Property(nameof(VaultUnavailableException.Trouble)).EqualTo(VaultTrouble.Sealed));
        _proxy.Heal();
        // A sign-in that began before may end in the answer of before.
        await Eventually.Async(async () => await ReadAsync() is null, what: "A read after the trouble");
    }

    [Test]
    public async Task Decrypt_TamperedCipherText_IsRefused()
    {
        var key = TransitKey.ForTenant(Guid.CreateVersion7());
        await _root.Transit.EnsureKeyAsync(key);
        var cipherText = await _root.Transit.EncryptAsync(key, "text"u8.ToArray());
        _proxy.Plan(request => request.Path.Value!.Contains("/decrypt/", StringComparison.Ordinal)
            ? new Fault.Answer(500, """{"errors":["1 error occurred:\n\t* cipher: message authentication failed\n\n"]}""")
            : null);

        Assert.That(() => _root.Transit.DecryptAsync(key, cipherText), Throws.TypeOf<VaultRefusedException>()
            .With.Property(nameof(VaultRefusedException.Refusal)).EqualTo(VaultRefusal.CipherTextInvalid));
    }

    [Test]
    public async Task EnsureAndRotateKey_AnsweredWithNothing_AreDone()
    {
        _proxy.Plan(request => request.Path.Value!.Contains("/transit/keys/", StringComparison.Ordinal) && request.Method == "POST" ? new Fault.Answer(204, "") : null);
        var key = TransitKey.ForTenant(Guid.CreateVersion7());

        await _root.Transit.EnsureKeyAsync(key);
        await _root.Transit.RotateAsync(key);

        Assert.That(_proxy.Count("POST /v1/transit/keys/"), Is.EqualTo(2));
    }

    [TestCase("invalid secret id")]
    [TestCase("invalid role ID")]
    public async Task Login_RefusedInTheOlderWords_UsesTheNextCredential(string error)
    {
        var role = await TestRole.CreateAsync(_vault);
        await role.DeliverAsync();
        await role.DeliverAsync();
        _proxy.PlanNext(1, "/login", new Fault.Answer(400, $$"""{"errors":["{{error}}"]}"""));
        await using var service = role.Connect(_proxy.Address);

        Assert.That(await service.KeyValue.ReadAsync(VaultPath.Ssh(Guid.CreateVersion7(), "tenant")), Is.Null);
        Assert.That(role.Waiting, Is.Zero);
    }

    [Test]
    public async Task Request_WithADeadToken_SignsInAgainAfterTheOlderWords()
    {
        var role = await TestRole.CreateAsync(_vault);
        await role.DeliverAsync();
        await role.DeliverAsync();
        await using var service = role.Connect(_proxy.Address);
        var path = VaultPath.Ssh(Guid.CreateVersion7(), "tenant");
        await service.KeyValue.ReadAsync(path);
        var refusals = 2; // the request, and the look at the token
        _proxy.Plan(request => !request.Path.Value!.EndsWith("/login", StringComparison.Ordinal) && Interlocked.Decrement(ref refusals) >= 0
            ? new Fault.Answer(403, """{"errors":["permission denied"]}""")
            : null);

        Assert.That(await service.KeyValue.ReadAsync(path), Is.Null);
        Assert.That(role.Waiting, Is.Zero, "signed in anew");
    }

    private Task<PlainTextSecret?> ReadAsync() => _root.KeyValue.ReadAsync(VaultPath.Ssh(Guid.CreateVersion7(), "tenant"));
}

using PenguinMails.TestKit;
using PenguinMails.Vault.Connection;
using PenguinMails.Vault.Tests.Fixtures;

namespace PenguinMails.Vault.Tests.Session;

/// <summary>A token's life, against a real server: no request fails while Vault is up.</summary>
[Parallelizable(ParallelScope.All)]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
[Category("Component")]
public sealed class TokenLifeTests
{
    private static readonly VaultPath Path = VaultPath.Ssh(Guid.CreateVersion7(), "tenant");

    private TestVault _vault = null!;
    private RecordedLogs _logs = null!;

    [SetUp]
    public async Task ConnectAsync()
    {
        _vault = await MountedVault.SharedAsync();
        _logs = new RecordedLogs();
    }

    [TearDown]
    public void ForgetLogs() => _logs.Dispose();

    [Test]
    public async Task Token_NearItsEnd_IsRenewed()
    {
        var role = await TestRole.CreateAsync(_vault, tokenTtl: "5s");
        await role.DeliverAsync();
        await using var proxy = await FaultProxy.StartAsync(_vault.Address);
        await using var service = role.Connect(proxy.Address, logs: _logs);
        var token = await service.Session.GetTokenAsync(CancellationToken.None);

        await ReadUntilAsync(service, () => proxy.Count("renew-self") >= 2);

        Assert.That(await service.Session.GetTokenAsync(CancellationToken.None), Is.EqualTo(token), "renewed, not replaced");
    }

    [Test]
    public async Task Token_ThatCannotBeRenewedForLong_IsReplacedInTime()
    {
        var role = await TestRole.CreateAsync(_vault, tokenTtl: "2s", tokenMaxTtl: "3s");
        for (var number = 0; number < 4; number++)
        {
            await role.DeliverAsync();
        }

        await using var service = role.Connect(logs: _logs);
        var token = await service.Session.GetTokenAsync(CancellationToken.None);

        await ReadUntilAsync(service, () => role.Waiting == 1);

        Assert.That(await service.Session.GetTokenAsync(CancellationToken.None), Is.Not.EqualTo(token));
    }

    [Test]
    public async Task Token_Revoked_IsReplacedWithinTheRequest()
    {
        var role = await TestRole.CreateAsync(_vault);
        await role.DeliverAsync();
        await role.DeliverAsync();
        await using var service = role.Connect(logs: _logs);
        var token = await service.Session.GetTokenAsync(CancellationToken.None);
        using var revoked = await _vault.SendAsync(HttpMethod.Post, "auth/token/revoke", new { token });

        await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => service.KeyValue.ReadAsync(Path)));

        Assert.That(role.Waiting, Is.Zero, "one new sign-in for all requests");
        Assert.That(_logs.AllText, Does.Contain("became invalid before its expiry").And.Not.Contains(token));
    }

    [Test]
    public async Task AppRole_Revoked_FailsClearlyAndRecoversWithANewDelivery()
    {
        var role = await TestRole.CreateAsync(_vault);
        await role.DeliverAsync();
        await role.DeliverAsync();
        await using var service = role.Connect(change: options => options.TotalTimeout = TimeSpan.FromSeconds(5), logs: _logs);
        var token = await service.Session.GetTokenAsync(CancellationToken.None);
        await role.DeleteAsync();
        using var revoked = await _vault.SendAsync(HttpMethod.Post, "auth/token/revoke", new { token });

        Assert.That(() => service.KeyValue.ReadAsync(Path), Throws.TypeOf<VaultUnavailableException>()
            .With.Property(nameof(VaultUnavailableException.Trouble)).EqualTo(VaultTrouble.NoCredential));

        await role.SaveAsync();
        await role.DeliverAsync();
        await Eventually.Async(async () => await service.KeyValue.ReadAsync(Path) is null);
    }

    [Test]
    public async Task Request_WithoutTheRight_IsRefusedOnceAndKeepsTheToken()
    {
        var role = await TestRole.CreateAsync(_vault);
        await role.DeliverAsync();
        await using var service = role.Connect(logs: _logs);
        var token = await service.Session.GetTokenAsync(CancellationToken.None);

        Assert.That(() => service.KeyValue.DestroyAsync(Path, [1]), Throws.TypeOf<VaultRefusedException>()
            .With.Property(nameof(VaultRefusedException.Refusal)).EqualTo(VaultRefusal.PermissionDenied));

        Assert.That(await service.Session.GetTokenAsync(CancellationToken.None), Is.EqualTo(token));
        Assert.That(_logs.AllText, Does.Not.Contain("became invalid before its expiry"));
    }

    [TestCase(-30)]
    [TestCase(30)]
    public async Task Clock_WrongByHours_DoesNoHarm(int hours)
    {
        var role = await TestRole.CreateAsync(_vault, tokenTtl: "3s");
        await role.DeliverAsync();
        await using var proxy = await FaultProxy.StartAsync(_vault.Address);
        await using var service = role.Connect(proxy.Address, logs: _logs, time: new SkewedTime(TimeSpan.FromHours(hours)));

        await ReadUntilAsync(service, () => proxy.Count("renew-self") >= 1);
    }

    [Test]
    public async Task Token_RenewalsThatFailForAWhile_AreTriedAgain()
    {
        var role = await TestRole.CreateAsync(_vault, tokenTtl: "8s");
        await role.DeliverAsync();
        await using var proxy = await FaultProxy.StartAsync(_vault.Address);
        await using var service = role.Connect(proxy.Address, change: options => options.MaxRetries = 0, logs: _logs);
        var token = await service.Session.GetTokenAsync(CancellationToken.None);
        proxy.PlanNext(2, "renew-self", new Fault.Answer(500));

        await ReadUntilAsync(service, () => proxy.Count("renew-self") >= 3);

        Assert.That(await service.Session.GetTokenAsync(CancellationToken.None), Is.EqualTo(token));
    }

    private static async Task ReadUntilAsync(VaultConnection service, Func<bool> condition)
    {
        Exception? failure = null;
        await Eventually.Async(async () =>
        {
            try
            {
                await service.KeyValue.ReadAsync(Path);
                return condition();
            }
            catch (Exception exception)
            {
                failure = exception;
                return true;
            }
        });
        Assert.That(failure, Is.Null, "no request fails while Vault is up");
    }
}

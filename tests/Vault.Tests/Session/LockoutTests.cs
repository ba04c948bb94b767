using PenguinMails.TestKit;
using PenguinMails.Vault.Connection;
using PenguinMails.Vault.Tests.Fixtures;

namespace PenguinMails.Vault.Tests.Session;

/// <summary>Somebody's wrong logins have locked the service's AppRole: Vault answers 403 and does not look at the credential.</summary>
[Parallelizable(ParallelScope.All)]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
[Category("Component")]
public sealed class LockoutTests
{
    private const int RefusedEvent = 1208;
    private const int NotAcceptedEvent = 1214;

    private TestVault _vault = null!;
    private TestRole _role = null!;
    private RecordedLogs _logs = null!;

    [SetUp]
    public async Task NewRoleAsync()
    {
        _vault = await MountedVault.SharedAsync();
        _role = await TestRole.CreateAsync(_vault);
        _logs = new RecordedLogs();
    }

    [TearDown]
    public void ForgetLogs() => _logs.Dispose();

    [Test]
    public async Task Login_WhileRefused_KeepsTheCredentialAndSignsInWithItAfterwards()
    {
        await _role.DeliverAsync();
        await _role.DeliverAsync();
        await using var proxy = await FaultProxy.StartAsync(_vault.Address);
        proxy.Plan(request => request.Path.Value!.EndsWith("/login", StringComparison.Ordinal) ? Locked : null);
        await using var service = _role.Connect(proxy.Address, logs: _logs);
        service.Session.Start();
        await Eventually.Async(() => proxy.Count("/login") > 1, what: "A second attempt");

        Assert.That(service.Session.RefusedSince, Is.Not.Null);
        proxy.Heal();

        await Eventually.Async(() => service.Session.IsSignedIn, what: "The sign-in");
        Assert.That(_role.Waiting, Is.EqualTo(1), "one credential was enough");
        Assert.That(proxy.Count("wrapping/unwrap"), Is.EqualTo(1));
        Assert.That(_logs.Has(RefusedEvent), _logs.AllText);
        Assert.That(_logs.Has(NotAcceptedEvent), Is.False, _logs.AllText);
        Assert.That(service.Session.RefusedSince, Is.Null);
    }

    [Test]
    public async Task Login_WhileRefused_IsTriedLessAndLessHoweverManyCallersWait()
    {
        await _role.DeliverAsync();
        await using var proxy = await FaultProxy.StartAsync(_vault.Address);
        proxy.Plan(request => request.Path.Value!.EndsWith("/login", StringComparison.Ordinal) ? Locked : null);
        await using var service = _role.Connect(proxy.Address);

        for (var call = 0; call < 50; call++)
        {
            Assert.That(() => ReadAsync(service), Throws.TypeOf<VaultUnavailableException>()
                .With.Property(nameof(VaultUnavailableException.Trouble)).EqualTo(VaultTrouble.LoginRefused));
        }

        Assert.That(proxy.Count("/login"), Is.LessThan(10));
    }

    [Test]
    public async Task Login_OfARoleThatIsLockedForReal_GoesOnWhenTheLockoutIsSwitchedOff()
    {
        await using var vault = await MountedVault.StartAsync();
        var role = await TestRole.CreateAsync(vault);
        await role.DeliverAsync();
        for (var wrong = 0; wrong < 5; wrong++)
        {
            using var refused = await vault.SendAsync(
                HttpMethod.Post, "auth/approle/login", new { role_id = await File.ReadAllTextAsync(Path.Combine(role.Folder, "role-id")), secret_id = "wrong" });
        }

        await using var service = role.Connect();
        service.Session.Start();
        await Eventually.Async(() => service.Session.LastTrouble == VaultTrouble.LoginRefused, what: "A refused sign-in");

        using var tuned = await vault.SendAsync(
            HttpMethod.Post, "sys/mounts/auth/approle/tune", new { user_lockout_config = new { lockout_disable = true } });
        tuned.EnsureSuccessStatusCode();

        await Eventually.Async(() => service.Session.IsSignedIn, what: "The sign-in");
    }

    private static Fault Locked => new Fault.Answer(403, """{"errors":["permission denied"]}""");

    private static async Task ReadAsync(VaultConnection service) => await service.KeyValue.ReadAsync(VaultPath.Ssh(Guid.CreateVersion7(), "tenant"));
}

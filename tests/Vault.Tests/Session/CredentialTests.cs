using PenguinMails.TestKit;
using PenguinMails.Vault.Connection;
using PenguinMails.Vault.Tests.Fixtures;

namespace PenguinMails.Vault.Tests.Session;

/// <summary>Signing in with delivered credentials, against a real server.</summary>
[Parallelizable(ParallelScope.All)]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
[Category("Component")]
public sealed class CredentialTests
{
    private const int UnexpectedEvent = 1203;
    private const int SpentEvent = 1210;
    private const int ForgedEvent = 1211;
    private const int LostEvent = 1212;
    private const int ExpiredEvent = 1213;

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
    public async Task Login_ADeliveredCredential_IsTakenFromTheFolderAndWorks()
    {
        await _role.DeliverAsync();
        await using var service = _role.Connect(logs: _logs);

        await UseAsync(service);

        Assert.That(Directory.GetFiles(_role.Folder).Select(Path.GetFileName), Is.EqualTo(new[] { "role-id" }));
    }

    [Test]
    public async Task Login_SeveralProcessesAndAsManyCredentials_EachGetsOne()
    {
        for (var number = 0; number < 6; number++)
        {
            await _role.DeliverAsync();
        }

        var services = Enumerable.Range(0, 6).Select(_ => _role.Connect(logs: _logs)).ToList();
        await Task.WhenAll(services.Select(UseAsync));

        Assert.That(_role.Waiting, Is.Zero);
        Assert.That(_logs.Has(SpentEvent), Is.False, _logs.AllText);
        foreach (var service in services)
        {
            await service.DisposeAsync();
        }
    }

    [Test]
    public async Task Login_NothingDeliveredYet_WaitsForTheDelivery()
    {
        await using var service = _role.Connect();
        var use = UseAsync(service);
        await Eventually.Async(() => service.Session.LastTrouble == VaultTrouble.NoCredential);

        await _role.DeliverAsync();

        await use;
    }

    [Test]
    public async Task Login_NothingDeliveredInTime_SaysSo()
    {
        await using var service = _role.Connect(change: options => options.TotalTimeout = TimeSpan.FromSeconds(1));

        Assert.That(() => UseAsync(service), Throws.TypeOf<VaultUnavailableException>()
            .With.Property(nameof(VaultUnavailableException.Trouble)).EqualTo(VaultTrouble.NoCredential));
    }

    [Test]
    public async Task Login_ACredentialThatSomebodyOpened_RaisesTheAlarmAndUsesTheNext()
    {
        await _role.DeliverAsync();
        var stolen = await _role.DeliverAsync();
        await using var root = MountedVault.ConnectAsRoot(_vault);
        using (await root.Bare.SendAsync(HttpMethod.Post, "sys/wrapping/unwrap", null, [("X-Vault-Token", stolen)], CancellationToken.None))
        {
            await using var service = _role.Connect(logs: _logs);

            await UseAsync(service);
        }

        Assert.That(_logs.Has(SpentEvent), _logs.AllText);
        Assert.That(_logs.AllText, Does.Contain("Possible interception").And.Not.Contains(stolen));
        Assert.That(_role.Waiting, Is.Zero);
    }

    [Test]
    public async Task Login_ATokenThatWrapsSomethingElse_IsNotOpened()
    {
        await _role.DeliverAsync();
        await using var root = MountedVault.ConnectAsRoot(_vault);
        var path = VaultPath.Ssh(Guid.CreateVersion7(), "tenant");
        using var values = new PlainTextValues { { "secret_id", "planted" } };
        await root.KeyValue.WriteAsync(path, values, 0);
        var planted = await root.Wrapping.ReadWrappedAsync(path, TimeSpan.FromMinutes(1));
        await _role.PutAsync(planted!.Reveal(), null);
        await using var service = _role.Connect(logs: _logs);

        await UseAsync(service);

        Assert.That(_logs.Has(ForgedEvent), _logs.AllText);
        Assert.That(await root.Wrapping.UnwrapAsync(planted), Is.InstanceOf<UnwrapOutcome.Unwrapped>(), "left unopened");
    }

    [Test]
    public async Task Login_AnExpiredCredential_IsThrownAwayWithoutAlarm()
    {
        await _role.DeliverAsync();
        await _role.DeliverAsync(expiresAt: DateTimeOffset.UnixEpoch);
        await using var service = _role.Connect(logs: _logs);

        await UseAsync(service);

        Assert.That(_logs.Has(ExpiredEvent), _logs.AllText);
        Assert.That(_logs.Has(SpentEvent), Is.False);
    }

    [Test]
    public async Task Login_ACredentialThatDiedABitEarly_IsThrownAwayWithoutAlarm()
    {
        await _role.DeliverAsync();
        var early = await _role.DeliverAsync("1s", TimeProvider.System.GetUtcNow().AddSeconds(8));
        await Eventually.Async(
            async () =>
            {
                using var answer = await _vault.SendAsync(HttpMethod.Post, "sys/wrapping/lookup", new { token = early });
                return !answer.IsSuccessStatusCode;
            },
            what: "The end of the token");
        await using var service = _role.Connect(logs: _logs);

        await UseAsync(service);

        Assert.That(_logs.Has(ExpiredEvent), _logs.AllText);
        Assert.That(_logs.Has(SpentEvent), Is.False, _logs.AllText);
    }

    [TestCase("wrapping/lookup", 400, "error validating wrapping token: Vault is in standby mode")]
    [TestCase("wrapping/unwrap", 400, "error validating wrapping token: Vault is in standby mode")]
    [TestCase("wrapping/unwrap", 403, "permission denied")]
    [TestCase("wrapping/lookup", 403, "permission denied")]
    public async Task Login_NodeThatDoesNotOpenTheCredential_KeepsItWithoutAlarm(string path, int status, string error)
    {
        await _role.DeliverAsync();
        await _role.DeliverAsync();
        await using var proxy = await FaultProxy.StartAsync(_vault.Address);
        proxy.Plan(request => request.Path.Value!.Contains(path, StringComparison.Ordinal)
            ? new Fault.Answer(status, $$"""{"errors":["{{error}}"]}""")
            : null);
        await using var service = _role.Connect(proxy.Address, logs: _logs);
        service.Session.Start();
        await Eventually.Async(() => proxy.Count(path) > 2, what: "Several attempts");

        proxy.Heal();
        await Eventually.Async(() => service.Session.IsSignedIn, what: "The sign-in");

        Assert.That(_role.Waiting, Is.EqualTo(1), "one credential was enough");
        Assert.That(_logs.Has(SpentEvent), Is.False, _logs.AllText);
    }

    [Test]
    public async Task Login_AnAnswerThatGotLost_IsNotTakenForInterception()
    {
        await _role.DeliverAsync();
        await _role.DeliverAsync();
        await using var proxy = await FaultProxy.StartAsync(_vault.Address);
        proxy.PlanNext(1, "wrapping/unwrap", new Fault.LoseAnswer());
        await using var service = _role.Connect(proxy.Address, logs: _logs);

        await Eventually.Async(async () =>
        {
            await UseAsync(service);
            return true;
        });

        Assert.That(_logs.Has(LostEvent), _logs.AllText);
        Assert.That(_logs.Has(SpentEvent), Is.False, _logs.AllText);
    }

    [Test]
    public async Task Login_WhileVaultIsAway_DoesNotUseUpTheDelivery()
    {
        await _role.DeliverAsync();
        await _role.DeliverAsync();
        await using var proxy = await FaultProxy.StartAsync(_vault.Address);
        proxy.Plan(_ => new Fault.Answer(503, """{"errors":["Vault is sealed"]}"""));
        await using var service = _role.Connect(proxy.Address, logs: _logs);
        service.Session.Start();
        await Eventually.Async(() => proxy.Requests.Count > 5);

        proxy.Heal();
        await Eventually.Async(async () => await service.KeyValue.ReadAsync(VaultPath.Ssh(Guid.CreateVersion7(), "tenant")) is null, what: "An answer of Vault");

        Assert.That(_role.Waiting, Is.EqualTo(1));
    }

    [Test]
    public async Task Login_ADeliveryThatCannotBeRead_IsReportedAndTriedAgain()
    {
        await _role.DeliverAsync();
        var file = Path.Combine(_role.Folder, "role-id");
        var roleId = await File.ReadAllTextAsync(file);
        File.Delete(file);
        Directory.CreateDirectory(file);
        await using var service = _role.Connect(logs: _logs);
        service.Session.Start();
        await Eventually.Async(() => _logs.Has(UnexpectedEvent));

        Directory.Delete(file);
        await File.WriteAllTextAsync(file, roleId);

        await UseAsync(service);
    }

    [Test]
    public async Task Dispose_ASignedInSession_RevokesItsToken()
    {
        await _role.DeliverAsync();
        var service = _role.Connect();
        var token = await service.Session.GetTokenAsync(CancellationToken.None);

        await service.DisposeAsync();

        await using var root = MountedVault.ConnectAsRoot(_vault);
        Assert.That(await root.Session.IsAliveAsync(token, CancellationToken.None), Is.False);
    }

    private static async Task UseAsync(VaultConnection service) =>
        Assert.That(await service.KeyValue.ReadAsync(VaultPath.Ssh(Guid.CreateVersion7(), "tenant")), Is.Null);
}

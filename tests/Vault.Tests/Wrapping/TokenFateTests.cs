using PenguinMails.TestKit;
using PenguinMails.Vault.Connection;
using PenguinMails.Vault.Tests.Fixtures;

namespace PenguinMails.Vault.Tests.Wrapping;

/// <summary>An unwrapping that Vault answers with 400 or 403, for one reason or another. Only one of them is a theft.</summary>
[Parallelizable(ParallelScope.All)]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
[Category("Component")]
internal sealed class TokenFateTests
{
    private const string Unknown = """{"errors":["wrapping token is not valid or does not exist"]}""";

    private FaultProxy _proxy = null!;
    private VaultConnection _connection = null!;
    private WrappedToken _token = null!;

    [SetUp]
    public async Task WrapAsync()
    {
        var vault = await MountedVault.SharedAsync();
        _proxy = await FaultProxy.StartAsync(vault.Address);
        _connection = MountedVault.ConnectAsRoot(vault, _proxy.Address);
        var path = VaultPath.Ssh(Guid.CreateVersion7(), "tenant");
        using var values = new PlainTextValues { { "private_key", "material" } };
        await _connection.KeyValue.WriteAsync(path, values, 0);
        _token = (await _connection.Wrapping.ReadWrappedAsync(path, TimeSpan.FromMinutes(5)))!;
    }

    [TearDown]
    public async Task DisconnectAsync()
    {
        await _connection.DisposeAsync();
        await _proxy.DisposeAsync();
    }

    [TestCase(400, "error validating wrapping token: Vault is in standby mode", VaultTrouble.NoActiveNode)]
    [TestCase(400, "error validating wrapping token: Vault is sealed", VaultTrouble.Sealed)]
    [TestCase(403, "1 error occurred:\\n\\t* Vault is in standby mode\\n\\n", VaultTrouble.NoActiveNode)]
    [TestCase(500, "please forward to the active node", VaultTrouble.NoActiveNode)]
    public async Task Unwrap_NodeThatCannotAnswer_IsAnOutageAndTheTokenIsGoodAfterwards(int status, string error, VaultTrouble trouble)
    {
        _proxy.Plan(_ => new Fault.Answer(status, $$"""{"errors":["{{error}}"]}"""));

        Assert.That(UnwrapAsync, Throws.TypeOf<VaultUnavailableException>()
            .With.Property(nameof(VaultUnavailableException.Trouble)).EqualTo(trouble)
            .And.Property(nameof(VaultUnavailableException.MayHaveHappened)).False);
        _proxy.Heal();

        Assert.That(await UnwrapAsync(), Is.InstanceOf<UnwrapOutcome.Unwrapped>());
    }

    [Test]
    public async Task Unwrap_RefusedWhileTheTokenLives_IsNoTheft()
    {
        _proxy.Plan(request => Touches(request, "unwrap") ? new Fault.Answer(403, """{"errors":["permission denied"]}""") : null);

        Assert.That(UnwrapAsync, Throws.TypeOf<VaultUnavailableException>());
        _proxy.Heal();

        Assert.That(await UnwrapAsync(), Is.InstanceOf<UnwrapOutcome.Unwrapped>());
    }

    [Test]
    public async Task Unwrap_OnANodeThatDoesNotKnowTheTokenYet_WaitsForIt()
    {
        var unaware = 4;
        _proxy.Plan(request => Touches(request, "wrapping/") && Interlocked.Decrement(ref unaware) >= 0 ? new Fault.Answer(400, Unknown) : null);

        Assert.That(await UnwrapAsync(), Is.InstanceOf<UnwrapOutcome.Unwrapped>());
    }

    [Test]
    public async Task Unwrap_ATokenThatNoNodeKnows_WasSpentBySomebodyElse()
    {
        await UnwrapAsync();

        Assert.That(await UnwrapAsync(), Is.EqualTo(new UnwrapOutcome.AlreadySpent()));
        Assert.That(_proxy.Count("wrapping/lookup"), Is.GreaterThan(2), "asked again, of other nodes");
    }

    [Test]
    public async Task Unwrap_UnknownWhenItsTimeMayBeOver_IsExpired()
    {
        await UnwrapAsync();
        var late = new WrappedToken(_token.Reveal(), TimeProvider.System.GetUtcNow().AddSeconds(1), _token.CreationPath);

        Assert.That(await _connection.Wrapping.UnwrapAsync(late), Is.EqualTo(new UnwrapOutcome.Expired()));
    }

    [Test]
    public async Task Unwrap_UnknownAndItsTimeEndedMeanwhile_IsUnclear()
    {
        await UnwrapAsync();
        var clock = new SetClock();
        await using var connection = MountedVault.ConnectAsRoot(await MountedVault.SharedAsync(), _proxy.Address, time: clock);
        _proxy.Plan(request =>
        {
            clock.Ahead = Touches(request, "unwrap") ? TimeSpan.FromMinutes(6) : clock.Ahead;
            return null;
        });

        Assert.That(await connection.Wrapping.UnwrapAsync(_token), Is.EqualTo(new UnwrapOutcome.Unclear()));
    }

    [Test]
    public async Task Unwrap_VaultThatCannotBeAskedWhy_IsAnOutage()
    {
        await UnwrapAsync();
        _proxy.Plan(request => Touches(request, "lookup") ? new Fault.Answer(503, """{"errors":["Vault is sealed"]}""") : null);

        Assert.That(UnwrapAsync, Throws.TypeOf<VaultUnavailableException>());
    }

    private sealed class SetClock : TimeProvider
    {
        public TimeSpan Ahead { get; set; }

        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + Ahead;
    }

    private static bool Touches(Microsoft.AspNetCore.Http.HttpRequest request, string pathPart) => request.Path.Value!.Contains(pathPart, StringComparison.Ordinal);

    private Task<UnwrapOutcome> UnwrapAsync() => _connection.Wrapping.UnwrapAsync(_token);
}

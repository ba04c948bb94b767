using System.Diagnostics;
using PenguinMails.TestKit;
using PenguinMails.Vault.Connection;
using PenguinMails.Vault.Tests.Fixtures;

namespace PenguinMails.Vault.Tests.Trouble;

/// <summary>A real server behind a line that makes trouble.</summary>
[Parallelizable(ParallelScope.All)]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
[Category("Component")]
public sealed class FaultTests
{
    private TestVault _vault = null!;
    private FaultProxy _proxy = null!;
    private VaultConnection _connection = null!;
    private VaultPath _path = null!;

    [SetUp]
    public async Task ConnectAsync()
    {
        _vault = await MountedVault.SharedAsync();
        _proxy = await FaultProxy.StartAsync(_vault.Address);
        _connection = MountedVault.ConnectAsRoot(_vault, _proxy.Address, options =>
        {
            options.AttemptTimeout = TimeSpan.FromSeconds(1);
            // On a busy machine an attempt may be too slow without any fault.
            options.MaxRetries = 5;
            options.TotalTimeout = TimeSpan.FromSeconds(30);
            options.RetryDelay = TimeSpan.FromMilliseconds(20);
            options.BreakDuration = TimeSpan.FromMilliseconds(500);
        });
        _path = VaultPath.Ssh(Guid.CreateVersion7(), "tenant");
        await _connection.Session.GetTokenAsync(CancellationToken.None);
    }

    [TearDown]
    public async Task DisconnectAsync()
    {
        await _connection.DisposeAsync();
        await _proxy.DisposeAsync();
    }

    public static IEnumerable<TestCaseData> Passing()
    {
        yield return new TestCaseData(new Fault.Answer(500)).SetArgDisplayNames("500");
        yield return new TestCaseData(new Fault.Answer(502, "<html>bad gateway</html>")).SetArgDisplayNames("502 page");
        yield return new TestCaseData(new Fault.Answer(429, """{"errors":["request path \"x\": rate limit quota exceeded"]}""")).SetArgDisplayNames("429");
        yield return new TestCaseData(new Fault.Answer(412)).SetArgDisplayNames("412");
        yield return new TestCaseData(new Fault.Answer(400, """{"errors":["Upgrading from non-versioned to versioned data. This backend will be unavailable for a brief period and will resume service shortly."]}""")).SetArgDisplayNames("upgrading");
        yield return new TestCaseData(new Fault.Cut()).SetArgDisplayNames("cut");
        yield return new TestCaseData(new Fault.LoseAnswer()).SetArgDisplayNames("answer lost");
        yield return new TestCaseData(new Fault.Delay(TimeSpan.FromSeconds(3))).SetArgDisplayNames("hang");
    }

    [TestCaseSource(nameof(Passing))]
    public async Task Read_WhileTroublePasses_Succeeds(Fault fault)
    {
        await WriteAsync("one", 0);
        _proxy.PlanNext(2, "/secret/data", fault);

        using var secret = await _connection.KeyValue.ReadAsync(_path);

        Assert.That(secret!.Text("value"), Is.EqualTo("one"));
    }

    [TestCaseSource(nameof(Passing))]
    public async Task Write_WhileTroublePasses_HappensOnce(Fault fault)
    {
        _proxy.PlanNext(1, "/secret/data", fault);

        var outcome = await WriteAsync("one", 0);

        Assert.That(outcome, Is.EqualTo(new WriteOutcome.Written(1)));
        Assert.That((await _connection.KeyValue.ReadMetadataAsync(_path))!.CurrentVersion, Is.EqualTo(1));
    }

    [Test]
    public async Task Write_AnswerLostAndSomebodyElseWroteTheSameVersion_IsAMismatch()
    {
        await using var other = MountedVault.ConnectAsRoot(_vault);
        using var theirs = new PlainTextValues { { "value", "theirs" } };
        await other.KeyValue.WriteAsync(_path, theirs, 0);
        _proxy.PlanNext(1, "/secret/data", new Fault.LoseAnswer());

        Assert.That(await WriteAsync("ours", 0), Is.EqualTo(new WriteOutcome.CasMismatch()));
    }

    [Test]
    public async Task Read_ASlowVault_IsWaitedFor()
    {
        await using var patient = MountedVault.ConnectAsRoot(_vault, _proxy.Address);
        await patient.Session.GetTokenAsync(CancellationToken.None);
        _proxy.PlanNext(1, "/secret/data", new Fault.Delay(TimeSpan.FromSeconds(5)));

        Assert.That(await patient.KeyValue.ReadAsync(_path), Is.Null);
        Assert.That(_proxy.Count("GET /v1/secret/data"), Is.EqualTo(1), "not asked twice");
    }

    [Test]
    public async Task Read_AVaultThatHangs_EndsInTimeAndSaysWhy()
    {
        _proxy.Plan(_ => new Fault.Delay(TimeSpan.FromMinutes(5)));
        var clock = Stopwatch.StartNew();

        await FailsWithAsync(() => _connection.KeyValue.ReadAsync(_path), VaultTrouble.Timeout);

        Assert.That(clock.Elapsed, Is.LessThan(TimeSpan.FromMinutes(4)), "before the answer");
    }

    [Test]
    public async Task Read_ACallerWhoGivesUp_IsReleasedAtOnce()
    {
        await using var patient = MountedVault.ConnectAsRoot(
            _vault, _proxy.Address, options => options.AttemptTimeout = options.TotalTimeout = TimeSpan.FromMinutes(5));
        await patient.Session.GetTokenAsync(CancellationToken.None);
        _proxy.Plan(_ => new Fault.Delay(TimeSpan.FromMinutes(5)));
        using var caller = new CancellationTokenSource(TimeSpan.FromMilliseconds(200));
        var clock = Stopwatch.StartNew();

        Assert.That(async () => await patient.KeyValue.ReadAsync(_path, cancellationToken: caller.Token), Throws.InstanceOf<OperationCanceledException>());

        Assert.That(clock.Elapsed, Is.LessThan(TimeSpan.FromMinutes(4)), "before the time limit of one attempt");
    }

    [TestCase(503, """{"errors":["Vault is sealed"]}""", VaultTrouble.Sealed)]
    [TestCase(503, """{"errors":["error performing token check: Vault is sealed"]}""", VaultTrouble.Sealed)]
    [TestCase(500, """{"errors":["local node not active but active cluster node not found"]}""", VaultTrouble.NoActiveNode)]
    [TestCase(429, """{"errors":[]}""", VaultTrouble.RateLimited)]
    [TestCase(473, "{}", VaultTrouble.NoActiveNode)]
    [TestCase(500, """{"errors":["internal error"]}""", VaultTrouble.ServerError)]
    [TestCase(200, "<html>not Vault</html>", VaultTrouble.ServerError)]
    [TestCase(200, "[]", VaultTrouble.ServerError)]
    [TestCase(200, "{}", VaultTrouble.ServerError)]
    [TestCase(200, "", VaultTrouble.ServerError)]
    public async Task Read_TroubleThatStays_IsNamed(int status, string body, VaultTrouble trouble)
    {
        _proxy.Plan(_ => new Fault.Answer(status, body));

        await FailsWithAsync(() => _connection.KeyValue.ReadAsync(_path), trouble);
    }

    [Test]
    public async Task Unwrap_AnAnswerThatGotLost_IsNotRepeated()
    {
        await WriteAsync("one", 0);
        var token = await _connection.Wrapping.ReadWrappedAsync(_path, TimeSpan.FromMinutes(1));
        _proxy.PlanNext(1, "wrapping/unwrap", new Fault.LoseAnswer());

        var failure = await FailsWithAsync(() => _connection.Wrapping.UnwrapAsync(token!), VaultTrouble.Unreachable);

        Assert.That(failure.MayHaveHappened);
        Assert.That(_proxy.Count("wrapping/unwrap"), Is.EqualTo(1));
        Assert.That(await _connection.Wrapping.UnwrapAsync(token!), Is.EqualTo(new UnwrapOutcome.AlreadySpent()));
    }

    [Test]
    public async Task Rotate_AnAnswerThatGotLost_IsNotRepeated()
    {
        var key = TransitKey.ForTenant(Guid.CreateVersion7());
        await _connection.Transit.EnsureKeyAsync(key);
        _proxy.PlanNext(1, "/rotate", new Fault.LoseAnswer());

        await FailsWithAsync(() => _connection.Transit.RotateAsync(key), VaultTrouble.Unreachable);

        Assert.That((await _connection.Transit.ReadKeyAsync(key))!.LatestVersion, Is.EqualTo(2));
    }

    [Test]
    public async Task Request_ToAVaultThatKeepsFailing_IsHeldBackAndGoesOnAfterARest()
    {
        _proxy.Plan(request => request.Path.StartsWithSegments("/v1/secret", StringComparison.Ordinal) ? new Fault.Answer(500) : null);
        await Eventually.Async(async () =>
        {
            try
            {
                await _connection.KeyValue.ReadAsync(_path);
                return false;
            }
            catch (VaultUnavailableException failure)
            {
                return failure.Trouble == VaultTrouble.CircuitOpen;
            }
        });
        var before = _proxy.Requests.Count;
        await FailsWithAsync(() => _connection.KeyValue.ReadAsync(_path), VaultTrouble.CircuitOpen);
        Assert.That(_proxy.Requests, Has.Count.EqualTo(before), "nothing is sent meanwhile");

        _proxy.Heal();

        await Eventually.Async(async () => await _connection.KeyValue.ReadAsync(_path) is null);
    }

    [Test]
    public async Task Redirect_ToTheActiveNode_IsFollowedWithTheToken()
    {
        await WriteAsync("one", 0);
        _proxy.PlanNext(1, "/secret/data", new Fault.Answer(307, "", [("Location", new Uri(_vault.Address, $"/v1/secret/data/{_path}").ToString())]));

        using var secret = await _connection.KeyValue.ReadAsync(_path);

        Assert.That(secret!.Text("value"), Is.EqualTo("one"));
    }

    [TestCase("self")]
    [TestCase("dead")]
    [TestCase("nowhere")]
    public async Task Redirect_ToItselfOrADeadNode_MeansWait(string target)
    {
        _proxy.Plan(request => new Fault.Answer(307, "", target switch
        {
            "self" => [("Location", new Uri(_proxy.Address, request.Path.Value!).ToString())],
            "dead" => [("Location", "http://127.0.0.1:1" + request.Path)],
            _ => [],
        }));

        await FailsWithAsync(
            () => _connection.KeyValue.ReadAsync(_path), target == "dead" ? VaultTrouble.Unreachable : VaultTrouble.NoActiveNode);
    }

    [Test]
    public async Task Read_NothingListens_IsUnreachable()
    {
        await using var lost = MountedVault.ConnectAsRoot(_vault, new Uri("http://127.0.0.1:1"));

        var failure = await FailsWithAsync(() => lost.KeyValue.ReadAsync(_path), VaultTrouble.Unreachable);

        Assert.That(failure.MayHaveHappened, Is.False);
    }

    private async Task<WriteOutcome> WriteAsync(string text, int cas)
    {
        using var values = new PlainTextValues { { "value", text } };
        return await _connection.KeyValue.WriteAsync(_path, values, cas);
    }

    private static async Task<VaultUnavailableException> FailsWithAsync(Func<Task> call, VaultTrouble trouble)
    {
        try
        {
            await call();
        }
        catch (VaultUnavailableException failure)
        {
            Assert.That(failure.Trouble, Is.EqualTo(trouble));
            return failure;
        }

        throw new AssertionException($"The call succeeded, expected {trouble}.");
    }
}

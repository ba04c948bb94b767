using PenguinMails.KeyIssuance.Operations;
using PenguinMails.TestKit;

namespace PenguinMails.KeyIssuance.Tests;

/// <summary>
/// Vault makes trouble in the middle of a rotation: the operation waits without counting it as a failure, and goes on. The
/// trouble is made on the wire before a real Vault.
/// </summary>
[Category("Component")]
public sealed class VaultTroubleTests
{
    private static readonly TestCaseData[] Troubles =
    [
        new TestCaseData(new Fault.Answer(429, """{"errors":[]}""")).SetArgDisplayNames("rate limited"),
        new TestCaseData(new Fault.Answer(500)).SetArgDisplayNames("server error"),
        new TestCaseData(new Fault.Answer(503, """{"errors":["Vault is sealed"]}""")).SetArgDisplayNames("sealed"),
        new TestCaseData(new Fault.Answer(473, "{}")).SetArgDisplayNames("standby"),
        new TestCaseData(new Fault.Cut()).SetArgDisplayNames("connections cut"),
        new TestCaseData(new Fault.LoseAnswer()).SetArgDisplayNames("answers lost"),
        new TestCaseData(new Fault.Delay(TimeSpan.FromSeconds(2.5))).SetArgDisplayNames("answers after 2.5 s"),
    ];

    private World _world = null!;
    private FaultProxy _proxy = null!;
    private InProcessService _service = null!;

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        _world = await World.StartAsync();
        _proxy = await FaultProxy.StartAsync(_world.Vault.Address);
        _service = await _world.StartServiceAsync(settings: new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["Vault__Address"] = _proxy.Address.ToString(),
            ["Vault__AttemptTimeout"] = "00:00:01",
            ["Vault__TotalTimeout"] = "00:00:02",
            ["Vault__BreakDuration"] = "00:00:00.5",
        });
    }

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        await _service.DisposeAsync();
        await _proxy.DisposeAsync();
        await _world.DisposeAsync();
    }

    [TestCaseSource(nameof(Troubles))]
    public async Task Rotate_VaultMakesTroubleAtEveryStep_WaitsAndEnds(Fault fault)
    {
        var tenant = await (await _world.EnrolAsync()).IssuedAsync();
        // One step after the other: each request meets the trouble before it is let through.
        foreach (var part in new[] { "transit/encrypt", ".staged", "transit/decrypt" })
        {
            _proxy.PlanNext(3, part, fault);
            await tenant.RunAsync(OperationKind.Rotate, grace: TimeSpan.FromHours(1));
        }

        // And for longer than any request waits.
        _proxy.Plan(request => request.Path.Value!.Contains("/penguinmails/", StringComparison.Ordinal) ? fault : null);
        var rotation = await tenant.StartAsync(OperationKind.Rotate, grace: TimeSpan.FromHours(1));
        await Eventually.Async(async () => (await tenant.StepAsync(rotation)).Tries >= 2, what: "Tries while the trouble lasts");
        Assert.That(await tenant.StepAsync(rotation), Has.Property(nameof(PresentStep.Attempts)).EqualTo(0));
        _proxy.Heal();

        await tenant.SucceededAsync(rotation);
        foreach (var version in (await tenant.VersionsAsync()).Where(version => version.Is(Secrets.VersionState.Retiring)).ToArray())
        {
            await tenant.RunAsync(OperationKind.Retire, version.VersionId);
        }

        await tenant.AssertConsistentAsync($"after {fault}");
    }
}

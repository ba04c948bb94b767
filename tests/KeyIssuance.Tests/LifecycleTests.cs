using PenguinMails.KeyIssuance.Operations;
using PenguinMails.KeyIssuance.Secrets;
using PenguinMails.Ssh;
using PenguinMails.TestKit;

namespace PenguinMails.KeyIssuance.Tests;

/// <summary>A key's life on a real server, worked by two instances at once.</summary>
[Category("Component")]
public sealed class LifecycleTests
{
    private World _world = null!;
    private InProcessService _first = null!;
    private InProcessService _second = null!;

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        _world = await World.StartAsync();
        (_first, _second) = (await _world.StartServiceAsync(), await _world.StartServiceAsync());
    }

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        await _first.DisposeAsync();
        await _second.DisposeAsync();
        await _world.DisposeAsync();
    }

    [Test]
    public async Task Enrol_FreshServer_TenantLogsInAndAdminKeyIsAnother()
    {
        var tenant = await (await _world.EnrolAsync()).IssuedAsync();
        await tenant.AssertConsistentAsync("enrolled");
        var admin = (await tenant.VersionsAsync("admin")).Single();
        Assert.That(await tenant.OfferAsync(admin), Is.TypeOf<SshAnswer.Refused>(), "the admin key does not open the tenant's account");
    }

    [Test]
    public async Task Rotate_ThenRetire_OldKeyWorksInGraceAndIsRefusedAfter()
    {
        var tenant = await (await _world.EnrolAsync()).IssuedAsync();
        var old = await tenant.CurrentAsync();

        await tenant.RunAsync(OperationKind.Rotate, grace: TimeSpan.FromHours(1));
        await tenant.AssertConsistentAsync("rotated");
        await tenant.RunAsync(OperationKind.Retire, old.VersionId);
        await tenant.AssertConsistentAsync("retired");

        Assert.That((await tenant.VersionsAsync()).Select(version => version.State), Is.EqualTo(new[] { "retired", "current" }));
    }

    [Test]
    public async Task Rotate_ShortGrace_ServerItselfRefusesTheOldKeyInTime()
    {
        var tenant = await (await _world.EnrolAsync()).IssuedAsync();
        var old = await tenant.CurrentAsync();
        await tenant.RunAsync(OperationKind.Rotate, grace: TimeSpan.FromSeconds(5));
        var answer = await tenant.OfferAsync(old);
        // A busy machine may need the whole grace period to say that the rotation has ended.
        Assert.That(answer is SshAnswer.Accepted || TimeProvider.System.GetUtcNow() >= (await tenant.VersionsAsync())[0].GraceEndsAt, $"{answer} within the grace period");
        await Eventually.Async(async () => await tenant.OfferAsync(old) is SshAnswer.Refused, what: "The end of grace");
        await Eventually.Async(async () => (await tenant.VersionsAsync())[0].Is(VersionState.Retired), what: "The overdue retirement");
    }

    [Test]
    public async Task Rotate_AdminKey_TenantKeyGoesOnWorking()
    {
        var tenant = await (await _world.EnrolAsync()).IssuedAsync();
        await tenant.RunAsync(OperationKind.Rotate, name: "admin", grace: TimeSpan.FromHours(1));
        await tenant.RunAsync(OperationKind.Retire, (await tenant.VersionsAsync("admin"))[0].VersionId, name: "admin");
        await tenant.RunAsync(OperationKind.Rotate, grace: TimeSpan.FromHours(1));
        await tenant.AssertConsistentAsync("after both rotated");
    }

    [Test]
    public async Task Revoke_WithGraceAndSession_EndsAllAtOnce_ThenRegenerates()
    {
        var tenant = await (await _world.EnrolAsync()).IssuedAsync();
        await tenant.RunAsync(OperationKind.Rotate, grace: TimeSpan.FromHours(1));
        await _world.Server.RunAsRootAsync($"setpriv --reuid={tenant.Account} --regid={tenant.Account} --init-groups sleep 600 >/dev/null 2>&1 &");
        Assert.That(await tenant.TryStartAsync(OperationKind.Regenerate), Is.TypeOf<StartOutcome.KeyStillActive>());

        await tenant.RunAsync(OperationKind.Revoke);

        await tenant.AssertConsistentAsync("revoked");
        Assert.That((await tenant.VersionsAsync()).Select(version => version.State), Is.All.EqualTo("revoked"));
        Assert.That(await _world.Server.RunAsRootAsync($"ps -u {tenant.Account} -o pid= || true"), Is.Empty, "no process of the account is left");
        Assert.That(await tenant.TryStartAsync(OperationKind.Rotate), Is.TypeOf<StartOutcome.NoActiveKey>());
        Assert.That(await tenant.TryStartAsync(OperationKind.Revoke), Is.TypeOf<StartOutcome.AlreadyRevoked>());
        await tenant.RunAsync(OperationKind.Regenerate);
        await tenant.AssertConsistentAsync("regenerated");
    }

    [Test]
    public async Task Start_WhileOneRuns_IsRefused_ButRevocationTakesItsPlace()
    {
        var tenant = await (await _world.EnrolAsync()).IssuedAsync();
        var rotation = await tenant.StartAsync(OperationKind.Rotate);
        Assert.That(await tenant.TryStartAsync(OperationKind.Rotate), Is.EqualTo(new StartOutcome.InProgress(rotation, OperationKind.Rotate)));
        await tenant.RunAsync(OperationKind.Revoke);

        var superseded = await tenant.EndedAsync(rotation);
        Assert.That(superseded, Has.Property(nameof(EndedOperation.ErrorCode)).EqualTo("superseded_by_revocation").Or.Property(nameof(EndedOperation.Status)).EqualTo("succeeded"));
        Assert.That((await tenant.VersionsAsync()).Select(version => version.State), Is.All.EqualTo("revoked"));
        foreach (var version in await tenant.VersionsAsync())
        {
            Assert.That(await tenant.OfferAsync(version), Is.TypeOf<SshAnswer.Refused>());
        }
    }

    [Test]
    public async Task Edit_ForeignLines_StayByteForByte()
    {
        var tenant = await (await _world.EnrolAsync()).IssuedAsync();
        const string Foreign = "# my own\\r\\n\\tcommand=\"echo hi\" ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIIHE5Ghq8Yv6GzV0qzCYaZlYy3J6Mtz0yV6e3h1lT8aU me@home\\n\\nno newline at the end";
        await _world.Server.RunAsRootAsync($"printf '{Foreign}' >>/home/{tenant.Account}/.ssh/authorized_keys; printf '{Foreign}' >/tmp/foreign");
        await tenant.RunAsync(OperationKind.Rotate, grace: TimeSpan.FromHours(1));
        await tenant.RunAsync(OperationKind.Retire, (await tenant.VersionsAsync())[0].VersionId);

        await _world.Server.RunAsRootAsync(
            $"sed '/penguinmails:/d' /home/{tenant.Account}/.ssh/authorized_keys | cmp - /tmp/foreign; test \"$(stat -c %a:%U /home/{tenant.Account}/.ssh/authorized_keys)\" = 600:{tenant.Account}");
    }
}

using PenguinMails.KeyIssuance.Operations;
using PenguinMails.KeyIssuance.Secrets;
using PenguinMails.TestKit;

namespace PenguinMails.KeyIssuance.Tests.Drift;

/// <summary>Looks at full speed beside operations, on several instances, with servers that do not answer.</summary>
[Category("Component")]
public sealed class DriftRaceTests : WorldTests
{
    private static readonly Dictionary<string, string> FullSpeed = new(StringComparer.Ordinal) { ["KeyIssuance__Drift__Interval"] = "00:00:00.050" };


    [Test]
    public async Task Look_WhileKeysAreRotatedAllTheTime_FindsNothing()
    {
        await using var first = await World.StartServiceAsync(settings: FullSpeed);
        await using var second = await World.StartServiceAsync(settings: FullSpeed);
        var tenants = await Task.WhenAll(WatchedTenant.EnrolAsync(World), WatchedTenant.EnrolAsync(World));

        await Task.WhenAll(tenants.Select(async watched =>
        {
            for (var round = 0; round < 4; round++)
            {
                await watched.Tenant.RunAsync(OperationKind.Rotate, grace: TimeSpan.FromHours(1));
                await RotateAdminAsync(watched);
                var retiring = (await watched.Tenant.VersionsAsync()).Single(version => version.Is(VersionState.Retiring));
                await watched.Tenant.RunAsync(OperationKind.Retire, retiring.VersionId);
            }

            await watched.Tenant.RunAsync(OperationKind.Revoke);
            await watched.Tenant.RunAsync(OperationKind.Regenerate);
        }));

        foreach (var watched in tenants)
        {
            Assert.That(await watched.FindingsAsync(), Is.Empty, $"{first.Log}{second.Log}");
            Assert.That(await World.CountAsync("select count(*)::int from operation where kind = 'repair' and tenant_id = @Id", new { watched.Tenant.Id }), Is.Zero);
            await watched.Tenant.AssertConsistentAsync("after all of it");
            await watched.CheckedAsync("in_order");
        }
    }

    [Test]
    public async Task Look_TwoInstancesOverAndOver_OneFindingOneAlertOneRepair()
    {
        await using var first = await World.StartServiceAsync(settings: FullSpeed);
        await using var second = await World.StartServiceAsync(settings: FullSpeed);
        var tenants = await Task.WhenAll(WatchedTenant.EnrolAsync(World), WatchedTenant.EnrolAsync(World), WatchedTenant.EnrolAsync(World));
        foreach (var watched in tenants)
        {
            await watched.AppendAsync($"{await watched.StrangerAsync()} somebody");
            await watched.BreakAsync($"sed -i /penguinmails:/d {watched.File}");
        }

        foreach (var watched in tenants)
        {
            await Eventually.Async(
                async () => (await watched.FindingsAsync()).Select(finding => (finding.Kind, finding.State)).Order()
                    .SequenceEqual([("missing_key", "resolved"), ("unknown_key", "open")]),
                what: "A repair, and a finding that waits");
            for (var look = 0; look < 5; look++)
            {
                await watched.CheckAsync();
            }

            Assert.That(await watched.FindingsAsync(), Has.Count.EqualTo(2));
            Assert.That(await watched.Tenant.AlertsAsync("drift.missing_key"), Is.EqualTo(1));
            Assert.That(await watched.Tenant.AlertsAsync("drift.unknown_key"), Is.EqualTo(1));
            Assert.That(
                await World.CountAsync("select count(*)::int from operation where kind = 'repair' and tenant_id = @Id", new { watched.Tenant.Id }), Is.EqualTo(1));
        }
    }

    [Test]
    public async Task Look_ServerAway_IsNoted_AndHoldsUpNobody()
    {
        await using var service = await World.StartServiceAsync();
        var (away, there) = (await WatchedTenant.EnrolAsync(World), await WatchedTenant.EnrolAsync(World));
        await World.ExecuteAsync("update server set port = 1 where tenant_id = @Id", new { away.Tenant.Id });

        Assert.That(await away.CheckAsync(), Is.EqualTo("server_unreachable"));
        Assert.That(await there.CheckAsync(), Is.EqualTo("in_order"));

        Assert.That(await NotedAsync(away), Is.EqualTo(1));
        Assert.That(await away.FindingsAsync(), Is.Empty);
        await Eventually.Async(
            async () => await World.CountAsync(
                "select count(*)::int from drift_watch w join server s on s.server_id = w.server_id where s.tenant_id = @Id and w.attempts >= 3", new { away.Tenant.Id }) == 1,
            what: "Further looks by themselves");
        await World.ExecuteAsync("update server set port = @Port where tenant_id = @Id", new { World.Server.Port, away.Tenant.Id });
        await Eventually.Async(
            async () => (await World.Checks.StatusAsync(away.Tenant.Id, default))!.LastOutcome == "in_order", what: "A look that succeeds by itself");
        Assert.That(await NotedAsync(away), Is.Zero);
    }

    [Test]
    public async Task Look_ServerHangs_EndsAndIsNoted()
    {
        await using var service = await World.StartServiceAsync(World.ShortPatience);
        var watched = await WatchedTenant.EnrolAsync(World);
        World.Server.Pause();

        var outcome = await watched.CheckAsync();
        World.Server.Resume();

        Assert.That(outcome, Is.EqualTo("server_unreachable").Or.EqualTo("server_failed"));
        await watched.CheckedAsync("in_order");
    }

    [Test]
    public async Task Look_HostKeyChanged_SendsNothing_AndRaisesOneAlert()
    {
        await using var service = await World.StartServiceAsync();
        var watched = await WatchedTenant.EnrolAsync(World);
        await World.Server.ReplaceHostKeyAsync();

        Assert.That(await watched.CheckAsync(), Is.EqualTo("host_key_changed"));
        Assert.That(await watched.CheckAsync(), Is.EqualTo("host_key_changed"));

        Assert.That(await watched.Tenant.AlertsAsync("ssh.host_key_changed"), Is.EqualTo(1));
        Assert.That(World.Server.Log, Does.Not.Contain("Accepted publickey"), "nobody logged in to the impostor");
    }

    [Test]
    public async Task Abandon_WithFindings_EndsThemAndTheWatch()
    {
        await using var service = await World.StartServiceAsync();
        var watched = await WatchedTenant.EnrolAsync(World);
        await watched.AppendAsync($"{await watched.StrangerAsync()} somebody");
        await watched.CheckAsync();

        await watched.Tenant.RunAsync(OperationKind.Abandon, name: "admin");

        Assert.That((await watched.OnlyFindingAsync()).State, Is.EqualTo("resolved"));
        Assert.That(await World.Checks.StatusAsync(watched.Tenant.Id, default), Is.Null);
        Assert.That(
            await World.Database.InTransactionAsync(transaction => World.Checks.RequestAsync(transaction, watched.Tenant.Id), default),
            Is.TypeOf<KeyIssuance.Drift.CheckOutcome.NoServer>());
    }

    [Test]
    public async Task Revoke_WhileARepairWaits_TakesItsPlace_AndTheFindingEnds()
    {
        await using var service = await World.StartServiceAsync();
        var watched = await WatchedTenant.EnrolAsync(World);
        await watched.BreakAsync($"sed -i /penguinmails:/d {watched.File}");
        await World.Server.SetImmutableAsync(watched.File, immutable: true);
        await watched.CheckAsync();
        await Eventually.Async(async () => (await watched.OnlyFindingAsync()).State == "repairing" || (await watched.OnlyFindingAsync()).RepairError is not null, what: "A repair");

        await World.Server.SetImmutableAsync(watched.File, immutable: false);
        await watched.Tenant.RunAsync(OperationKind.Revoke);

        await watched.CheckedAsync("in_order");
        Assert.That((await watched.OnlyFindingAsync()).State, Is.EqualTo("resolved"));
        await watched.Tenant.AssertConsistentAsync("revoked");
    }

    // Its retirements start by themselves, a while after the end of grace, and may be under way.
    private static async Task RotateAdminAsync(WatchedTenant watched)
    {
        var started = await Eventually.GetAsync(
            () => watched.Tenant.TryStartAsync(OperationKind.Rotate, name: "admin", grace: TimeSpan.FromSeconds(1)), outcome => outcome is StartOutcome.Started, what: "A rotation of the admin key");
        await watched.Tenant.SucceededAsync(((StartOutcome.Started)started).OperationId);
    }

    private Task<int> NotedAsync(WatchedTenant watched) => World.CountAsync(
        "select count(*)::int from server where tenant_id = @Id and unreachable_since is not null and last_error is not null", new { watched.Tenant.Id });
}

using PenguinMails.KeyIssuance.Operations;
using PenguinMails.ServiceDefaults;
using PenguinMails.TestKit;

namespace PenguinMails.KeyIssuance.Tests;

/// <summary>Several instances, many requests at the same moment, and a worker that wakes too late.</summary>
[Category("Process")]
public sealed class RaceTests : WorldTests
{
    [Test]
    public async Task Rotate_ManyTenantsOnTwoInstances_EachStepRunsOnce()
    {
        await using var first = await World.StartServiceAsync();
        await using var second = await World.StartServiceAsync();
        var tenants = await Task.WhenAll(Enumerable.Range(0, 6).Select(async _ => await (await World.EnrolAsync()).IssuedAsync()));
        var rotations = await Task.WhenAll(tenants.Select(tenant => tenant.StartAsync(OperationKind.Rotate, grace: TimeSpan.FromHours(1))));
        foreach (var (tenant, rotation) in tenants.Zip(rotations))
        {
            await tenant.SucceededAsync(rotation);
            await tenant.AssertConsistentAsync("rotated");
        }

        Assert.That(
            await World.CountAsync(
                "select count(*)::int from operation_step where operation_id = any(@rotations) and (attempts <> 1 or status <> 'succeeded')", new { rotations }),
            Is.Zero,
            "no two workers did the same");
    }

    [Test]
    public async Task Start_ManyAtOnce_OneStarts()
    {
        await using var service = await World.StartServiceAsync();
        var tenant = await (await World.EnrolAsync()).IssuedAsync();
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => tenant.TryStartAsync(OperationKind.Rotate, grace: TimeSpan.FromHours(1))));
        // One may end before the last request comes, which then starts a second one.
        var started = outcomes.OfType<StartOutcome.Started>().ToArray();
        Assert.That(started.Length + outcomes.OfType<StartOutcome.InProgress>().Count(), Is.EqualTo(12));
        Assert.That(started, Is.Not.Empty);
        foreach (var operation in started)
        {
            await tenant.SucceededAsync(operation.OperationId);
        }

        Assert.That(await tenant.VersionsAsync(), Has.Count.EqualTo(1 + started.Length));
        await tenant.AssertConsistentAsync("rotated");
    }

    [Test]
    public async Task Download_ManyAtOnce_OneGetsTheKey()
    {
        await using var service = await World.StartServiceAsync();
        var tenant = await (await World.EnrolAsync()).IssuedAsync();
        var claims = World.Claims;
        var caller = new Caller(Guid.CreateVersion7(), "owner@example.test", Roles.TenantOwner, tenant.Id, Guid.CreateVersion7(), null, null);
        var version = await claims.FindCurrentAsync(tenant.Key, default);
        var winners = await Task.WhenAll(Enumerable.Range(0, 24).Select(_ => claims.ClaimAsync(tenant.Key, version!, caller, default)));
        Assert.That(winners.Count(winner => winner is not null), Is.EqualTo(1));
        Assert.That(await tenant.AuditedAsync(winners.Single(winner => winner is not null)!.Value), Is.EqualTo(new[] { "ssh_key.download intent" }));
    }

    [Test]
    public async Task Worker_FrozenBeyondItsLease_ChangesNothingWhenItWakes()
    {
        await using var first = await World.StartProcessAsync();
        var (tenant, rotation) = await HangAtInstallationAsync();
        first.Pause();
        World.Server.Resume();
        await using var second = await World.StartServiceAsync();
        await tenant.SucceededAsync(rotation);
        await tenant.RunAsync(OperationKind.Revoke);

        first.Resume();
        await second.StopAsync();
        // The awakened worker has given up its old work when it has done new work.
        await tenant.RunAsync(OperationKind.Regenerate);
        await tenant.AssertConsistentAsync("after the awakening");
        Assert.That((await tenant.VersionsAsync()).Select(version => version.State), Is.EqualTo(new[] { "revoked", "revoked", "current" }));
    }

    [Test]
    public async Task Worker_FrozenWithinATransaction_HoldsUpNobodyForLong()
    {
        // The server ends a transaction that says nothing for this long; 20 s where nothing else is set.
        await using var first = await World.StartProcessAsync(new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["ConnectionStrings__keyissuance"] = World.ConnectionString + ";Options=-c idle_in_transaction_session_timeout=4000",
        });
        var (tenant, rotation) = await HangAtInstallationAsync();
        await World.Database.InTransactionAsync(
            async transaction =>
            {
                // The worker has locked secret and operation, and waits here.
                await transaction.ExecuteAsync("lock table outbox_message in share mode");
                World.Server.Resume();
                await Eventually.Async(() => IsSecretLockedByAsync("active"), what: "The worker that writes down its step");
                first.Pause();
            },
            default);
        await Eventually.Async(() => IsSecretLockedByAsync("idle in transaction"), what: "The worker that sleeps with the secret locked");

        await using var second = await World.StartServiceAsync();
        await tenant.SucceededAsync(rotation);
        await tenant.RunAsync(OperationKind.Revoke);
        Assert.That(
            await World.CountAsync("select count(*)::int from pg_stat_activity where datname = current_database() and state = 'idle in transaction' and state_change < now() - interval '5 seconds'", new { }),
            Is.Zero,
            "nor does its relay of messages keep its lock");

        first.Resume();
        await second.StopAsync();
        await tenant.RunAsync(OperationKind.Regenerate);
        await tenant.AssertConsistentAsync("after the awakening");
    }

    [Test]
    public async Task Steps_OfARotation_AreAllAudited()
    {
        await using var service = await World.StartServiceAsync();
        var tenant = await (await World.EnrolAsync()).IssuedAsync();
        var rotation = await tenant.StartAsync(OperationKind.Rotate);
        await tenant.SucceededAsync(rotation);
        Assert.That(await tenant.AuditedAsync(rotation), Is.EqualTo(new[]
        {
            "ssh_key.rotate intent",
            "ssh_key.rotate.stage success",
            "ssh_key.rotate.install success",
            "ssh_key.rotate.verify success",
            "ssh_key.rotate.promote success",
            "ssh_key.rotate.clean_up success",
            "ssh_key.rotate success",
        }));
    }

    /// <summary>A rotation whose worker waits for a server that is frozen.</summary>
    private async Task<(Tenant Tenant, Guid Rotation)> HangAtInstallationAsync()
    {
        var tenant = await (await World.EnrolAsync()).IssuedAsync();
        World.Server.Pause();
        var rotation = await tenant.StartAsync(OperationKind.Rotate, grace: TimeSpan.FromHours(1));
        await Eventually.Async(async () => (await tenant.StepAsync(rotation)).Name == "install", what: "The installation that hangs");
        return (tenant, rotation);
    }

    private async Task<bool> IsSecretLockedByAsync(string state) => await World.CountAsync(
        """
        select count(*)::int from pg_stat_activity a join pg_locks l on l.pid = a.pid
        where a.state = @state and a.query like '%insert into outbox_message%' and l.relation = 'secret'::regclass and l.mode = 'RowShareLock'
        """,
        new { state }) > 0;
}

using PenguinMails.KeyIssuance.Operations;
using PenguinMails.KeyIssuance.Secrets;
using PenguinMails.TestKit;

namespace PenguinMails.KeyIssuance.Tests;

/// <summary>
/// The process that works an operation is killed (SIGKILL) at every point where it could be; another takes the operation up.
/// Whatever the point, it ends well and nobody is locked out.
/// </summary>
[TestFixture(OperationKind.Issue)]
[TestFixture(OperationKind.Rotate)]
[TestFixture(OperationKind.Retire)]
[TestFixture(OperationKind.Revoke)]
[TestFixture(OperationKind.Regenerate)]
[Parallelizable(ParallelScope.Self)]
public sealed class CrashWalkTests(OperationKind kind)
{
    [Test]
    public async Task Operation_KilledAtEveryPoint_EndsWell()
    {
        await using var world = await World.StartAsync();
        await using var survivor = await world.StartServiceAsync();
        Assert.That(CrashPoints.Of(kind).ToList(), Is.Not.Empty);
        foreach (var point in CrashPoints.Of(kind))
        {
            var tenant = await PrepareAsync(world);
            survivor.Pause();
            await using var victim = await world.StartServiceAsync(crashAt: point);
            var operation = kind == OperationKind.Issue ? tenant.Enrolment : await StartAsync(tenant);
            await Eventually.Async(() => victim.HasExited, TimeSpan.FromSeconds(40), $"The death at {point}\n{victim.Log}");
            survivor.Resume();

            await tenant.SucceededAsync(operation);
            if (kind == OperationKind.Issue)
            {
                await tenant.IssuedAsync();
            }

            await Eventually.Async(tenant.IsIdleAsync, what: "The end of all operations");
            await tenant.AssertConsistentAsync(point);
        }
    }

    /// <summary>A tenant in the state from which the operation starts.</summary>
    private async Task<Tenant> PrepareAsync(World world)
    {
        var tenant = await world.EnrolAsync();
        if (kind == OperationKind.Issue)
        {
            return tenant;
        }

        await tenant.IssuedAsync();
        switch (kind)
        {
            case OperationKind.Retire:
                await tenant.RunAsync(OperationKind.Rotate, grace: TimeSpan.FromHours(1));
                break;
            case OperationKind.Regenerate:
                await tenant.RunAsync(OperationKind.Revoke);
                break;
        }

        return tenant;
    }

    private async Task<Guid> StartAsync(Tenant tenant)
    {
        var retiring = (await tenant.VersionsAsync()).SingleOrDefault(version => version.Is(VersionState.Retiring));
        return await tenant.StartAsync(kind, kind == OperationKind.Retire ? retiring!.VersionId : null, grace: TimeSpan.FromHours(1));
    }
}

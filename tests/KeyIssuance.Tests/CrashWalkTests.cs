using PenguinMails.KeyIssuance.Operations;
using PenguinMails.KeyIssuance.Secrets;
using PenguinMails.TestKit;

namespace PenguinMails.KeyIssuance.Tests;

/// <summary>
/// The process that works an operation is killed (SIGKILL) at every point where it could be; another takes the operation up.
/// Whatever the point, it ends well and nobody is locked out. Issue has the steps of regenerate, and follows each enrolment.
/// </summary>
[TestFixture(OperationKind.Enroll)]
[TestFixture(OperationKind.Rotate)]
[TestFixture(OperationKind.Retire)]
[TestFixture(OperationKind.Revoke)]
[TestFixture(OperationKind.Regenerate)]
[Category("Process")]
public sealed class CrashWalkTests(OperationKind kind)
{
    [Test]
    public async Task Operation_KilledAtEveryPoint_EndsWell()
    {
        await using var world = await World.StartAsync();
        await using var survivor = await world.StartProcessAsync();
        var points = CrashPoints.Of(kind).ToArray();
        Assert.That(points, Is.Not.Empty);
        var prepared = kind == OperationKind.Enroll ? [] : await Task.WhenAll(points.Select(_ => PrepareAsync(world)));
        for (var index = 0; index < points.Length; index++)
        {
            survivor.Pause();
            await using var victim = await world.StartProcessAsync(crashAt: points[index]);
            var tenant = kind == OperationKind.Enroll ? await world.EnrolAsync() : prepared[index];
            var operation = kind == OperationKind.Enroll ? tenant.Enrolment : await StartAsync(tenant);
            await Eventually.Async(() => victim.HasExited, TimeSpan.FromSeconds(60), $"The death at {points[index]}\n{victim.Log}");
            survivor.Resume();

            await tenant.SucceededAsync(operation);
            if (kind == OperationKind.Enroll)
            {
                await tenant.IssuedAsync();
            }

            await Eventually.Async(tenant.IsIdleAsync, what: "The end of all operations");
            await tenant.AssertConsistentAsync(points[index]);
        }
    }

    /// <summary>A tenant in the state from which the operation starts.</summary>
    private async Task<Tenant> PrepareAsync(World world)
    {
        var tenant = await (await world.EnrolAsync()).IssuedAsync();
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

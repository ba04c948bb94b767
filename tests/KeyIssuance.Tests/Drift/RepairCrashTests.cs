using PenguinMails.KeyIssuance.Operations;
using PenguinMails.KeyIssuance.SecretTypes.Ssh.Keys;
using PenguinMails.TestKit;

namespace PenguinMails.KeyIssuance.Tests.Drift;

/// <summary>The process that repairs is killed (SIGKILL) at every point where it could be; another ends the repair.</summary>
[Category("Process")]
public sealed class RepairCrashTests
{
    [Test]
    public async Task Repair_KilledAtEveryPoint_EndsWell()
    {
        await using var world = await World.StartAsync();
        await using var survivor = await world.StartProcessAsync();
        var points = CrashPoints.Of(OperationKind.Repair).ToArray();
        Assert.That(points, Has.Length.EqualTo(7));
        foreach (var point in points)
        {
            var watched = await WatchedTenant.EnrolAsync(world);
            await watched.Tenant.RunAsync(OperationKind.Rotate, grace: TimeSpan.FromHours(1));
            var retired = (await watched.Tenant.VersionsAsync())[0];
            await watched.Tenant.RunAsync(OperationKind.Retire, retired.VersionId);
            await watched.BreakAsync($"echo '{retired.PublicKey()}' >{watched.File}; chmod 666 {watched.File}");
            survivor.Pause();
            await using var victim = await world.StartProcessAsync(crashAt: point);
            await watched.RequestCheckAsync();
            await Eventually.Async(() => victim.HasExited, TimeSpan.FromSeconds(60), $"The death at {point}\n{victim.Log}");
            survivor.Resume();

            await watched.CheckedAsync("in_order");

            var findings = await watched.FindingsAsync();
            Assert.That(findings.Select(finding => finding.Kind), Is.EquivalentTo(new[] { "missing_key", "ended_key", "changed_mode" }), point);
            Assert.That(findings, Has.All.Property("State").EqualTo("resolved"), point);
            Assert.That(findings.Select(finding => finding.OperationId).Distinct().Count(), Is.EqualTo(1), "one repair of all three");
            await watched.Tenant.SucceededAsync(findings[0].OperationId!.Value);
            await watched.Tenant.AssertConsistentAsync(point);
        }
    }
}

using PenguinMails.KeyIssuance.Operations;

namespace PenguinMails.KeyIssuance.Tests.SecretTypes.Dkim;

/// <summary>A process is killed (SIGKILL) again and again while it rotates a domain's key: mail has one valid signature all the time, and another process ends it.</summary>
[Category("Process")]
public sealed class DkimKillTests
{
    private const int Kills = 6;

    [Test]
    public async Task Rotate_ProcessKilledAgainAndAgain_MailStaysSigned_AndTheRotationEnds()
    {
        await using var world = await DkimWorld.StartAsync(["acme.example"]);
        var tenant = await world.NewTenantAsync();
        var domain = await (await world.EnrolAsync(tenant, "acme.example", "managed")).IssuedAsync();
        var first = await domain.CurrentAsync();
        var rotation = await domain.StartAsync(OperationKind.Rotate);
        await world.StopServiceAsync();

        for (var kill = 0; kill < Kills; kill++)
        {
            await using var process = await world.World.StartProcessAsync(world.Settings);
            // Not its health: messages that nobody takes here wait in its outbox.
            await process.WaitHealthyAsync("/alive");
            // Each dies a little later in its life.
            await Task.Delay(TimeSpan.FromMilliseconds(300 * kill));
            await process.KillAsync();
            Assert.That(await domain.SignersAsync(), Has.Count.EqualTo(1), $"after {kill + 1} kills");
        }

        await using var survivor = await world.World.StartProcessAsync(world.Settings);
        await tenant.SucceededAsync(rotation);
        var second = await domain.CurrentAsync();
        Assert.That(second.VersionId, Is.Not.EqualTo(first.VersionId));
        Assert.That(await domain.SignersAsync(), Is.EqualTo(new[] { DkimTenant.SelectorOf(second) }));
        Assert.That(await world.TextAsync(domain.NameOf(first)), Is.EqualTo(first.PublicData["record"]), "the grace period's record");
        Assert.That((await domain.VersionsAsync()).Select(version => version.State), Is.EqualTo(new[] { "retiring", "current" }));
        Assert.That(survivor.Log, Does.Not.Contain(world.Dns.UpdateKey).And.Not.Contain("PRIVATE KEY"));
    }
}

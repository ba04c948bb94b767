using System.Net;
using Microsoft.Extensions.DependencyInjection;
using PenguinMails.Identity.Tests.Fixtures;
using PenguinMails.TestKit;
using PenguinMails.Vault;

namespace PenguinMails.Identity.Tests.KeyRing;

[Category("Component")]
public sealed class KeyRingTests
{
    [Test]
    public async Task Ring_WhenSeveralInstancesStartAtOnce_HasOneKeyThatAllShare()
    {
        await using var vault = await TestVault.StartAsync();
        var platform = await Platform.StartAsync(Task.FromResult(vault));
        var time = new ShiftedTime();

        var instances = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => IdentityServer.StartAsync(platform, time)));

        var keys = await instances[0].Services.GetRequiredService<IKeyValueStore>().ListAsync(VaultPath.DataProtection);
        Assert.That(keys, Has.Count.EqualTo(1));
        var signedIn = await instances[0].SignInAsync(await instances[0].NewUserAsync());
        foreach (var instance in instances)
        {
            Assert.That((await signedIn.MeAsync(instance)).StatusCode, Is.EqualTo(HttpStatusCode.OK));
        }

        foreach (var instance in instances)
        {
            await instance.DisposeAsync();
        }
    }
}

using NUnit.Framework;
using PenguinMails.ServiceDefaults;
using PenguinMails.TestKit;

namespace PenguinMails.AdminQuery.Tests.Platform;

/// <summary>No value that a caller can send is a fault of the service.</summary>
[Category("Component")]
internal sealed class EdgeValueTests
{
    [Test]
    public async Task AnyOperation_EdgeValues_AreAnsweredOrRefused()
    {
        await using var service = await AdminQueryService.StartAsync();
        await service.FillAsync();
        using var nobody = service.Client(role: null);
        using var admin = service.Client(Roles.Admin, steppedUp: true);

        Assert.That(await EdgeRequests.FindFailuresAsync(nobody, _ => admin), Is.Empty);
    }
}

using NUnit.Framework;
using PenguinMails.TestKit;

namespace PenguinMails.Audit.Tests;

/// <summary>The service as the AppHost runs it.</summary>
[Category("Process")]
internal sealed class ProcessTests
{
    [Test]
    public async Task Process_Started_IsHealthyAndAsksForATokenAndStops()
    {
        var rabbit = TestRabbitMq.SharedAsync();
        var vault = await TestVault.SharedAsync();
        await using var service = await ServiceProcess.StartAsync("Audit", new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["ConnectionStrings__audit"] = await (await TestPostgres.SharedAsync()).CreateDatabaseAsync(),
            ["ConnectionStrings__messaging"] = (await rabbit).As(await (await rabbit).CreateVirtualHostAsync(), "audit"),
            ["Audit__CheckpointFolder"] = TestFolder.Create("checkpoints"),
            ["Audit__Retention__ArchiveFolder"] = TestFolder.Create("archive"),
            ["Vault__Address"] = vault.Address.ToString(),
            ["Vault__TokenFile"] = vault.RootTokenFile,
            ["services__identity__http__0"] = (await TestIssuer.SharedAsync()).Address.ToString(),
        });

        await service.WaitHealthyAsync();

        using var answer = await service.Client.GetAsync("/api/v1/admin/alerts");
        Assert.That((int)answer.StatusCode, Is.EqualTo(401));
        await service.StopAsync();
        Assert.That(service.HasExited, Is.True);
    }
}

using NUnit.Framework;
using PenguinMails.Rotation.Tests.Platform;
using PenguinMails.TestKit;
using static PenguinMails.Rotation.Tests.Platform.Events;

namespace PenguinMails.Rotation.Tests;

/// <summary>The service as the AppHost runs it.</summary>
internal sealed class ProcessTests
{
    [Test]
    public async Task Process_KilledAndStartedAgain_GoesOnWithWhatIsDue()
    {
        var rabbit = TestRabbitMq.SharedAsync();
        var vault = await TestVault.SharedAsync();
        await vault.WriteKeyRingAsync();
        var database = await (await TestPostgres.SharedAsync()).CreateDatabaseAsync();
        var broker = await (await rabbit).CreateVirtualHostAsync();
        await using var others = await OtherServices.StartAsync(broker);
        await using var service = await ServiceProcess.StartAsync("Rotation", new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["ConnectionStrings__rotation"] = database,
            ["ConnectionStrings__messaging"] = broker,
            ["Vault__Address"] = vault.Address.ToString(),
            ["Vault__TokenFile"] = vault.RootTokenFile,
            ["Rotation__Ssh__Interval"] = "00:00:02",
        });
        await service.WaitHealthyAsync();
        var secret = AnySecret();
        var (first, second) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        await others.PublishAsync(Issued(secret, first, TimeProvider.System.GetUtcNow()));
        await Eventually.Async(() => others.Rotations.Count == 1);

        await service.KillAsync();
        await others.PublishAsync(Rotated(secret, second, first, TimeProvider.System.GetUtcNow(), TimeSpan.FromMilliseconds(1)));
        await service.StartAgainAsync();
        await service.WaitHealthyAsync();

        await Eventually.Async(() => others.Rotations.Count == 2, what: "The next due date");
        await Eventually.Async(() => others.Retirements.Any(retirement => retirement.VersionId == first));
        Assert.That(others.Rotations.Select(request => request.RequestId), Is.Unique);
    }

    [Test]
    public async Task Process_InvalidOptions_RefusesToStartAndSaysAll()
    {
        await using var service = await ServiceProcess.StartAsync("Rotation", new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["ConnectionStrings__rotation"] = "Host=127.0.0.1;Port=1",
            ["ConnectionStrings__messaging"] = "amqp://127.0.0.1:1/",
            ["Vault__Address"] = "http://127.0.0.1:1",
            ["Vault__TokenFile"] = "/dev/null",
            ["Rotation__Ssh__Interval"] = "00:00:00",
            ["Rotation__Scheduler__BatchSize"] = "0",
        });

        await Eventually.Async(() => service.HasExited, TimeSpan.FromSeconds(60), "The refusal");
        // The process has ended before the last of what it wrote is read.
        await Eventually.Async(
            () => service.Log.Contains("Rotation:Ssh:Interval must lie between", StringComparison.Ordinal)
                && service.Log.Contains("Rotation:Scheduler:BatchSize must lie between", StringComparison.Ordinal),
            what: "Both failures in the log");
    }
}

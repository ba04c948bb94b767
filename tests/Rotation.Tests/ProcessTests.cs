using Microsoft.Extensions.DependencyInjection;
using NUnit.Framework;
using PenguinMails.Contracts;
using PenguinMails.Contracts.Messages;
using PenguinMails.Rotation.Campaigns;
using PenguinMails.Rotation.Tests.Platform;
using PenguinMails.TestKit;
using static PenguinMails.Rotation.Tests.Platform.Events;

namespace PenguinMails.Rotation.Tests;

/// <summary>The service as the AppHost runs it.</summary>
[Category("Process")]
internal sealed class ProcessTests
{
    [Test]
    public async Task Process_KilledAndStartedAgain_GoesOnWithWhatIsDue()
    {
        var (database, broker) = await StoresAsync();
        await using var others = await OtherServices.StartAsync(broker);
        await using var service = await StartAsync(database, broker, ("Rotation__Ssh__Interval", "00:00:02"));
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
    public async Task Campaign_ProcessKilledAgainAndAgain_EachSecretIsAskedForByOneRequest()
    {
        var (database, broker) = await StoresAsync();
        await using var others = await OtherServices.StartAsync(broker);
        var secrets = Enumerable.Range(0, 12).Select(_ => AnySecret()).ToList();
        var campaignId = await BeginAsync(database, broker, others, secrets);

        await using var service = await StartAsync(database, broker);
        for (var answered = 0; answered < secrets.Count; answered++)
        {
            if (answered % 3 == 1)
            {
                await service.KillAsync();
                await service.StartAgainAsync();
            }

            await Eventually.Async(() => others.Rotations.Count > answered, what: $"Request {answered + 1}");
            var request = others.Rotations[answered];
            await others.PublishAsync(Rotated(request.Secret, Guid.CreateVersion7(), Guid.CreateVersion7(), TimeProvider.System.GetUtcNow()) with
            {
                RequestId = request.RequestId,
            });
        }

        Assert.That(others.Rotations.Select(request => request.Secret), Is.EquivalentTo(secrets));
        Assert.That(others.Rotations.Select(request => request.RequestId), Is.Unique);
        await using var looking = await RotationService.StartAsync(database, broker, TimeProvider.System);
        await Eventually.Async(() => looking.ScalarAsync<bool>(
            "select state = 'completed' and succeeded = total from campaign where campaign_id = @campaignId", new { campaignId }));
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

        await Eventually.Async(() => service.HasExited, what: "The refusal");
        // The process has ended before the last of what it wrote is read.
        await Eventually.Async(
            () => service.Log.Contains("Rotation:Ssh:Interval must lie between", StringComparison.Ordinal)
                && service.Log.Contains("Rotation:Scheduler:BatchSize must lie between", StringComparison.Ordinal),
            what: "Both failures in the log");
    }

    private static async Task<(string Database, string Broker)> StoresAsync()
    {
        var rabbit = TestRabbitMq.SharedAsync();
        return (await (await TestPostgres.SharedAsync()).CreateDatabaseAsync(), await (await rabbit).CreateVirtualHostAsync());
    }

    private static async Task<ServiceProcess> StartAsync(string database, string broker, params (string Setting, string Value)[] settings)
    {
        var vault = await TestVault.SharedAsync();
        var environment = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["ConnectionStrings__rotation"] = database,
            ["ConnectionStrings__messaging"] = (await TestRabbitMq.SharedAsync()).As(broker, PlatformServices.Rotation),
            ["Vault__Address"] = vault.Address.ToString(),
            ["Vault__TokenFile"] = vault.RootTokenFile,
            ["services__identity__http__0"] = (await TestIssuer.SharedAsync()).Address.ToString(),
        };
        foreach (var (setting, value) in settings)
        {
            environment[setting] = value;
        }

        return await ServiceProcess.StartAsync("Rotation", environment);
    }

    /// <summary>Begins a campaign over the secrets; no instance runs afterwards.</summary>
    private static async Task<Guid> BeginAsync(string database, string broker, OtherServices others, IReadOnlyList<SecretReference> secrets)
    {
        await using var service = await RotationService.StartAsync(database, broker, TimeProvider.System);
        foreach (var secret in secrets)
        {
            await others.PublishAsync(Issued(secret, Guid.CreateVersion7(), TimeProvider.System.GetUtcNow()));
        }

        await Eventually.Async(async () => await service.ScalarAsync<int>("select count(*) from scheduled_secret") == secrets.Count);
        var request = new RotateAll("ssh", "all", "review", Confirm: true, Concurrency: 3);
        var started = await service.Database.InTransactionAsync(
            transaction => service.Services.GetRequiredService<CampaignRequests>().StartAsync(
                transaction, request, new AuditActor(null, "admin", "admin", null, null, null)),
            CancellationToken.None);
        return ((CampaignAccepted)started).CampaignId;
    }
}

using NUnit.Framework;
using PenguinMails.Audit.Tests.Platform;
using PenguinMails.Contracts.Messages;
using PenguinMails.TestKit;
using static PenguinMails.Audit.Tests.Platform.Records;

namespace PenguinMails.Audit.Tests.Delivery;

/// <summary>Two receivers of alerts, and a service that a test starts with them.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal abstract class DeliveryFixture
{
    protected const string RoutingKey = "routing-key-0123456789abcdef";
    protected const string SigningSecret = "signing-secret-fedcba9876543210";

    protected AlertReceiver PagerDuty { get; private set; } = null!;

    protected AlertReceiver Webhook { get; private set; } = null!;

    protected AuditService Service { get; set; } = null!;

    /// <summary>A client of an administrator who has confirmed that it is them.</summary>
    protected HttpClient Admin { get; set; } = null!;

    [SetUp]
    public async Task SetUpAsync()
    {
        (PagerDuty, Webhook) = (await AlertReceiver.StartAsync(), await AlertReceiver.StartAsync());
    }

    [TearDown]
    public async Task TearDownAsync()
    {
        Admin?.Dispose();
        await (Service?.DisposeAsync() ?? ValueTask.CompletedTask);
        await PagerDuty.DisposeAsync();
        await Webhook.DisposeAsync();
    }

    protected async Task StartAsync(params (string Key, string Value)[] settings)
    {
        var folder = TestFolder.Create("alert-secrets");
        await File.WriteAllTextAsync(Path.Combine(folder, "routing-key"), RoutingKey + "\n");
        await File.WriteAllTextAsync(Path.Combine(folder, "signing-secret"), SigningSecret + "\n");
        Service = await AuditService.StartAsync(
        [
            ("Audit:PagerDuty:RoutingKeyFile", Path.Combine(folder, "routing-key")),
            ("Audit:PagerDuty:BaseAddress", PagerDuty.Address),
            ("Audit:Webhook:Url", $"{Webhook.Address}/alerts"),
            ("Audit:Webhook:SecretFile", Path.Combine(folder, "signing-secret")),
            ("Audit:Delivery:FirstRetry", "00:00:00.05"),
            ("Audit:Delivery:LongestRetry", "00:00:00.2"),
            .. settings,
        ]);
        Admin = Service.SteppedUpAdmin("admin");
    }

    protected async Task<Guid> OpenAsync()
    {
        var alert = Alert(severity: AlertSeverities.Critical);
        await Service.PublishAsync(alert);
        await Eventually.Async(async () => await Service.ScalarAsync<int>("select count(*) from alert where alert_id = @AlertId", alert) == 1);
        return alert.AlertId;
    }
}

using NUnit.Framework;
using PenguinMails.Audit.Evidence;
using PenguinMails.Contracts.Messages;
using PenguinMails.TestKit;
using static PenguinMails.Audit.Tests.Platform.Records;

namespace PenguinMails.Audit.Tests.Delivery;

/// <summary>Alerts that cannot be delivered are alerts themselves.</summary>
[Category("Component")]
internal sealed class DeliveryAlertTests : DeliveryFixture
{
    [Test]
    public async Task Message_ThatIsRefusedWhileOthersArrive_IsAnAlertOfItsOwn_AndNotTheReceivers()
    {
        Webhook.OnMessage = (message, _) => new Answer(message.Text.Contains("poison", StringComparison.Ordinal) ? 400 : 200);
        await StartAsync();
        await Service.PublishAsync(Alert("poison", AlertSeverities.Critical) with { Summary = "This is poison." });

        await Eventually.Async(
            async () => await Service.ScalarAsync<bool>(
                "select exists (select from alert where kind = 'audit.delivery_refused' and summary like 'The receiver webhook was not told of the alert %: The receiver answered 400 Bad Request.')"),
            what: "The message's alert");
        await Eventually.Async(
            async () => await Service.ScalarAsync<bool>(
                "select exists (select from alert join alert_delivery using (alert_id) where kind = 'audit.delivery_refused' and channel = 'webhook' and alert_delivery.state = 'delivered')"),
            what: "Its delivery to the receiver, which takes others");
        var rule = Service.Get<IEnumerable<IEvidenceRule>>().OfType<DeliveryRule>().Single();
        var later = TimeProvider.System.GetUtcNow().AddHours(1);
        Assert.That(
            await Service.Database.InTransactionAsync(
                transaction => rule.JudgeAsync(transaction, new WatchRound(later, later, new Dictionary<string, EvidenceRow>())), CancellationToken.None),
            Is.Empty, "however long nothing else is sent");
    }

    [Test]
    public async Task Refusals_OfTheAlertAboutRefusals_AreNotFollowedByMore()
    {
        (Webhook.OnMessage, PagerDuty.OnMessage) = ((_, _) => new Answer(403), (_, _) => new Answer(403));
        await StartAsync();
        await OpenAsync();

        await Eventually.Async(
            async () => await Service.ScalarAsync<bool>(
                "select count(*) = 4 and bool_and(d.state = 'failed') from alert_delivery d join alert using (alert_id) where kind = 'audit.delivery_refused'"),
            what: "Both receivers' refusals of both alerts");
        Assert.That(await Service.ScalarAsync<int>("select count(*) from alert where kind = 'audit.delivery_refused'"), Is.EqualTo(2), "one a receiver");
        Assert.That(await Service.ScalarAsync<int>("select count(*) from alert"), Is.EqualTo(3));
    }

    [TestCase(503)]
    [TestCase(403)]
    public async Task Receiver_ThatTakesNothing_IsAnAlertUntilItDoes(int status)
    {
        var isBroken = true;
        Webhook.OnMessage = (_, _) => new Answer(Volatile.Read(ref isBroken) ? status : 200);
        await StartAsync(("Audit:Evidence:DeliverySilence", "00:00:01"), ("Audit:Evidence:WatchInterval", "00:00:00.1"));
        await OpenAsync();

        await Eventually.Async(() => FailingAsync("open"), what: "An alert about the receiver");
        Assert.That(
            await Service.ScalarAsync<string>("select string_agg(summary, ' ') from alert where kind = 'audit.delivery_failing'"),
            Does.StartWith("No alert reaches the receiver webhook, since 20").And.Not.Contain("pagerduty"));

        Volatile.Write(ref isBroken, false);
        await Service.PublishAsync(Alert("another", AlertSeverities.Critical));
        await Eventually.Async(() => FailingAsync("resolved"), what: "The end of the alert");

        Task<bool> FailingAsync(string state) =>
            Service.ScalarAsync<bool>("select exists (select from alert where kind = 'audit.delivery_failing' and state = @state)", new { state });
    }
}

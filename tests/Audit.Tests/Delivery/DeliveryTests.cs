using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using NUnit.Framework;
using PenguinMails.Audit.Tests.Platform;
using PenguinMails.TestKit;
using static PenguinMails.Audit.Tests.Platform.Records;

namespace PenguinMails.Audit.Tests.Delivery;

/// <summary>What the receivers of alerts are sent, how often and in which order.</summary>
[Category("Component")]
internal sealed class DeliveryTests : DeliveryFixture
{
    private const string Alerts = "/api/v1/admin/alerts";

    [Test]
    public async Task Opened_BothChannels_AreToldWhatHappened()
    {
        await StartAsync();
        var id = await OpenAsync();

        await ReceivedAsync(PagerDuty, 1);
        await ReceivedAsync(Webhook, 1);

        var page = PagerDuty.Received[0];
        var payload = page.Json.GetProperty("payload");
        Assert.Multiple(() =>
        {
            Assert.That(page.Path, Is.EqualTo("/v2/enqueue"));
            Assert.That(page.Json.GetProperty("routing_key").GetString(), Is.EqualTo(RoutingKey));
            Assert.That(page.Event, Is.EqualTo("trigger"));
            Assert.That(page.Json.GetProperty("dedup_key").GetGuid(), Is.EqualTo(id));
            Assert.That(payload.GetProperty("summary").GetString(), Is.EqualTo("The host key changed."));
            Assert.That(payload.GetProperty("severity").GetString(), Is.EqualTo("critical"));
            Assert.That(payload.GetProperty("source").GetString(), Is.EqualTo("penguinmails-secrets"));
            Assert.That(payload.GetProperty("component").GetString(), Is.EqualTo("ssh"));
            Assert.That(payload.GetProperty("timestamp").GetDateTimeOffset(), Is.EqualTo(TimeProvider.System.GetUtcNow()).Within(TimeSpan.FromMinutes(1)));
            Assert.That(payload.GetProperty("custom_details").GetProperty("next_step").GetString(), Is.EqualTo("Ask the provider."));
        });
        var hook = Webhook.Received[0];
        Assert.That(hook.Path, Is.EqualTo("/alerts"));
        Assert.That(hook.Json.GetProperty("alert").GetProperty("alertId").GetGuid(), Is.EqualTo(id));
        Assert.That(hook.Json.GetProperty("deliveryId").GetString(), Is.EqualTo(hook.Headers["X-PenguinMails-Delivery"]));
        Assert.That(
            hook.Headers["X-PenguinMails-Signature"],
            Is.EqualTo("sha256=" + Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(SigningSecret), hook.Body))));
    }

    [Test]
    public async Task Channels_FailingFirst_GetTheSameMessageAgain()
    {
        PagerDuty.OnMessage = (_, count) => new Answer(count switch { 1 => 500, 2 => 408, 3 => 503, _ => 202 });
        await StartAsync();
        var id = await OpenAsync();

        await ReceivedAsync(PagerDuty, 4);

        Assert.That(PagerDuty.Received.Select(message => message.Text).Distinct(), Has.Exactly(1).Items);
        var delivery = await DeliveryAsync(id, "pagerduty", "delivered");
        Assert.That((delivery.GetProperty("attempts").GetInt32(), delivery.TryGetProperty("error", out _)), Is.EqualTo((4, false)));
    }

    [Test]
    public async Task Webhook_HangingOrGone_IsTriedAgainAndHoldsUpNobody()
    {
        Webhook.OnMessage = (_, count) => new Answer(Hangs: count == 1);
        await StartAsync(("Audit:Delivery:Timeout", "00:00:00.5"), ("Audit:PagerDuty:BaseAddress", "http://127.0.0.1:1"));
        var id = await OpenAsync();

        await ReceivedAsync(Webhook, 2);

        await DeliveryAsync(id, "webhook", "delivered");
        await Eventually.Async(async () =>
            (await DeliveryAsync(id, "pagerduty", "pending")).TryGetProperty("error", out var error) && error.GetString()!.Contains("cannot be reached", StringComparison.Ordinal));
    }

    [TestCase("2")]
    [TestCase("date")]
    public async Task Channel_AsksForAPause_GetsIt(string retryAfter)
    {
        Webhook.OnMessage = (_, count) => count == 1
            ? new Answer(429, retryAfter == "date" ? $"{TimeProvider.System.GetUtcNow().AddSeconds(3):R}" : retryAfter)
            : new Answer();
        await StartAsync();
        await OpenAsync();

        await ReceivedAsync(Webhook, 2);

        Assert.That(Webhook.Received[1].At - Webhook.Received[0].At, Is.GreaterThanOrEqualTo(TimeSpan.FromSeconds(1.9)));
    }

    [TestCase(400, "The receiver answered 400 Bad Request.")]
    [TestCase(404, "The receiver answered 404 Not Found.")]
    [TestCase(302, "The receiver answered 302 Found.")]
    public async Task Channel_Refuses_IsFinalAndTheNextIsSentAllTheSame(int status, string error)
    {
        PagerDuty.OnMessage = (message, _) => message.Event == "trigger" ? new Answer(status, Location: Webhook.Address) : new Answer();
        await StartAsync();
        var id = await OpenAsync();

        var failed = await DeliveryAsync(id, "pagerduty", "failed");
        await AcknowledgeAsync(id);
        await Eventually.Async(() => OfThis().Count == 2, what: "The next message");

        Assert.That((failed.GetProperty("attempts").GetInt32(), failed.GetProperty("error").GetString()), Is.EqualTo((1, error)));
        Assert.That(OfThis(), Is.EqualTo(["trigger", "acknowledge"]));

        List<string> OfThis() => [.. PagerDuty.Received.Where(message => message.Json.GetProperty("dedup_key").GetGuid() == id).Select(message => message.Event)];
    }

    [Test]
    public async Task Channel_AwayTooLong_IsGivenUp()
    {
        PagerDuty.OnMessage = (_, _) => new Answer(503);
        await StartAsync(("Audit:Delivery:GiveUpAfter", "00:00:08"));
        var id = await OpenAsync();

        var failed = await DeliveryAsync(id, "pagerduty", "failed");

        Assert.That(failed.GetProperty("error").GetString(), Is.EqualTo("Given up after 00:00:08: The receiver answered 503 Service Unavailable."));
        Assert.That(failed.GetProperty("attempts").GetInt32(), Is.GreaterThan(1));
    }

    [Test]
    public async Task AcknowledgedAndResolved_WhileTheFirstFails_AreSentAfterItInOrder()
    {
        var isAway = true;
        PagerDuty.OnMessage = (_, _) => new Answer(Volatile.Read(ref isAway) ? 503 : 202);
        await StartAsync();
        await using var second = await Service.StartAnotherAsync();
        var id = await OpenAsync();
        await AcknowledgeAsync(id);
        using var resolved = await Admin.PostAsJsonAsync($"{Alerts}/{id}/resolve", new { reason = "Mallory's laptop was stolen" });
        Assert.That(resolved.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        await ReceivedAsync(Webhook, 3);
        await ReceivedAsync(PagerDuty, 2);

        Volatile.Write(ref isAway, false);

        await Eventually.Async(() => PagerDuty.Received.Count > 0 && PagerDuty.Received[^1].Event == "resolve");
        Assert.That(Webhook.Received.Select(message => message.Event), Is.EqualTo(["trigger", "acknowledge", "resolve"]));
        Assert.That(PagerDuty.Received.Select(message => message.Event).Distinct(), Is.EqualTo(["trigger", "acknowledge", "resolve"]));
        Assert.That(PagerDuty.Received.Count(message => message.Event != "trigger"), Is.EqualTo(2));
        Assert.That(PagerDuty.Received.Select(message => message.Json.GetProperty("dedup_key").GetGuid()), Is.All.EqualTo(id));
        Assert.That(
            PagerDuty.Received.Concat(Webhook.Received).Select(message => message.Text),
            Has.None.Contains("Mallory").And.None.Contains("admin@penguin").And.None.Contains(SigningSecret));
    }

    [Test]
    public async Task RaisedAgain_WhileOpen_IsToldOnce()
    {
        await StartAsync();
        var id = await OpenAsync();
        await Service.PublishAsync(Enumerable.Range(0, 5).Select(_ => Alert()));
        await Eventually.Async(async () => await Service.ScalarAsync<int>("select sum(occurrences) from alert") == 6);
        await Service.PublishAsync(Alert(key: "another"));

        await ReceivedAsync(Webhook, 2);

        Assert.That(Webhook.Received.Select(message => message.Json.GetProperty("alert").GetProperty("alertId").GetGuid()).Distinct().Count(), Is.EqualTo(2));
        Assert.That(await Service.ScalarAsync<int>("select count(*) from alert_delivery where alert_id = @id", new { id }), Is.EqualTo(2));
    }

    [Test]
    public async Task Worker_DiedAfterSending_IsFollowedByOneThatSendsTheSameId()
    {
        await StartAsync();
        var id = await OpenAsync();
        await DeliveryAsync(id, "webhook", "delivered");

        // As if the instance had been killed between the answer and its commit.
        await Service.Database.InTransactionAsync(
            transaction => transaction.ExecuteAsync(
                """
                update alert_delivery set state = 'pending', finished_at = null, lease_owner = gen_random_uuid(), lease_until = now() + interval '1 second'
                where channel = 'webhook'
                """),
            CancellationToken.None);

        await ReceivedAsync(Webhook, 2);
        Assert.That(Webhook.Received.Select(message => message.Headers["X-PenguinMails-Delivery"]).Distinct().Count(), Is.EqualTo(1));
    }

    [Test]
    public async Task Webhook_WithoutASecret_IsNotSignedAndPagerDutyWithoutAKeyHearsNothing()
    {
        Service = await AuditService.StartAsync(("Audit:Webhook:Url", $"{Webhook.Address}/alerts"));
        Admin = Service.SteppedUpAdmin("admin");
        await OpenAsync();

        await ReceivedAsync(Webhook, 1);

        Assert.That(Webhook.Received[0].Headers.Keys, Has.None.EqualTo("X-PenguinMails-Signature"));
        Assert.That(await Service.ScalarAsync<int>("select count(*) from alert_delivery"), Is.EqualTo(1));
    }

    private async Task AcknowledgeAsync(Guid id)
    {
        using var answer = await Admin.PostAsync($"{Alerts}/{id}/acknowledge", null);
        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.OK));
    }

    private static Task ReceivedAsync(AlertReceiver receiver, int count) =>
        Eventually.Async(() => receiver.Received.Count >= count, what: $"{count} messages");

    /// <summary>The alert's first message to a channel, as the API shows it, once it is in this state.</summary>
    private async Task<JsonElement> DeliveryAsync(Guid id, string channel, string state)
    {
        JsonElement found = default;
        await Eventually.Async(async () =>
        {
            var alert = await Admin.GetFromJsonAsync<JsonElement>($"{Alerts}/{id}");
            found = alert.GetProperty("deliveries").EnumerateArray().First(delivery => delivery.GetProperty("channel").GetString() == channel);
            return found.GetProperty("state").GetString() == state;
        });
        return found;
    }
}

using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using NUnit.Framework;
using PenguinMails.Audit.Evidence;
using PenguinMails.Audit.Tests.Platform;
using PenguinMails.Contracts.Messages;
using PenguinMails.TestKit;
using static PenguinMails.Audit.Tests.Platform.Records;

namespace PenguinMails.Audit.Tests.Delivery;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
[Category("Component")]
internal sealed class DeliveryTests
{
    private const string Alerts = "/api/v1/admin/alerts";
    private const string RoutingKey = "routing-key-0123456789abcdef";
    private const string SigningSecret = "signing-secret-fedcba9876543210";
    private AlertReceiver _pagerDuty = null!;
    private AlertReceiver _webhook = null!;
    private AuditService _service = null!;
    private HttpClient _admin = null!;

    [SetUp]
    public async Task SetUpAsync()
    {
        (_pagerDuty, _webhook) = (await AlertReceiver.StartAsync(), await AlertReceiver.StartAsync());
    }

    [TearDown]
    public async Task TearDownAsync()
    {
        _admin?.Dispose();
        await (_service?.DisposeAsync() ?? ValueTask.CompletedTask);
        await _pagerDuty.DisposeAsync();
        await _webhook.DisposeAsync();
    }

    [Test]
    public async Task Opened_BothChannels_AreToldWhatHappened()
    {
        await StartAsync();
        var id = await OpenAsync();

        await ReceivedAsync(_pagerDuty, 1);
        await ReceivedAsync(_webhook, 1);

        var page = _pagerDuty.Received[0];
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
        var hook = _webhook.Received[0];
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
        _pagerDuty.OnMessage = (_, count) => new Answer(count switch { 1 => 500, 2 => 408, 3 => 503, _ => 202 });
        await StartAsync();
        var id = await OpenAsync();

        await ReceivedAsync(_pagerDuty, 4);

        Assert.That(_pagerDuty.Received.Select(message => message.Text).Distinct(), Has.Exactly(1).Items);
        var delivery = await DeliveryAsync(id, "pagerduty", "delivered");
        Assert.That((delivery.GetProperty("attempts").GetInt32(), delivery.TryGetProperty("error", out _)), Is.EqualTo((4, false)));
    }

    [Test]
    public async Task Webhook_HangingOrGone_IsTriedAgainAndHoldsUpNobody()
    {
        _webhook.OnMessage = (_, count) => new Answer(Hangs: count == 1);
        await StartAsync(("Audit:Delivery:Timeout", "00:00:00.5"), ("Audit:PagerDuty:BaseAddress", "http://127.0.0.1:1"));
        var id = await OpenAsync();

        await ReceivedAsync(_webhook, 2);

        await DeliveryAsync(id, "webhook", "delivered");
        await Eventually.Async(async () =>
            (await DeliveryAsync(id, "pagerduty", "pending")).TryGetProperty("error", out var error) && error.GetString()!.Contains("cannot be reached", StringComparison.Ordinal));
    }

    [TestCase("2")]
    [TestCase("date")]
    public async Task Channel_AsksForAPause_GetsIt(string retryAfter)
    {
        _webhook.OnMessage = (_, count) => count == 1
            ? new Answer(429, retryAfter == "date" ? $"{TimeProvider.System.GetUtcNow().AddSeconds(3):R}" : retryAfter)
            : new Answer();
        await StartAsync();
        await OpenAsync();

        await ReceivedAsync(_webhook, 2);

        Assert.That(_webhook.Received[1].At - _webhook.Received[0].At, Is.GreaterThanOrEqualTo(TimeSpan.FromSeconds(1.9)));
    }

    [TestCase(400, "The receiver answered 400 Bad Request.")]
    [TestCase(404, "The receiver answered 404 Not Found.")]
    [TestCase(302, "The receiver answered 302 Found.")]
    public async Task Channel_Refuses_IsFinalAndTheNextIsSentAllTheSame(int status, string error)
    {
        _pagerDuty.OnMessage = (message, _) => message.Event == "trigger" ? new Answer(status, Location: _webhook.Address) : new Answer();
        await StartAsync();
        var id = await OpenAsync();

        var failed = await DeliveryAsync(id, "pagerduty", "failed");
        await AcknowledgeAsync(id);
        await Eventually.Async(() => OfThis().Count == 2, what: "The next message");

        Assert.That((failed.GetProperty("attempts").GetInt32(), failed.GetProperty("error").GetString()), Is.EqualTo((1, error)));
        Assert.That(OfThis(), Is.EqualTo(["trigger", "acknowledge"]));

        List<string> OfThis() => [.. _pagerDuty.Received.Where(message => message.Json.GetProperty("dedup_key").GetGuid() == id).Select(message => message.Event)];
    }

    [Test]
    public async Task Message_ThatIsRefusedWhileOthersArrive_IsAnAlertOfItsOwn_AndNotTheReceivers()
    {
        _webhook.OnMessage = (message, _) => new Answer(message.Text.Contains("poison", StringComparison.Ordinal) ? 400 : 200);
        await StartAsync();
        await _service.PublishAsync(Alert("poison", AlertSeverities.Critical) with { Summary = "This is poison." });

        await Eventually.Async(
            async () => await _service.ScalarAsync<bool>(
                "select exists (select from alert where kind = 'audit.delivery_refused' and summary like 'The receiver webhook was not told of the alert %: The receiver answered 400 Bad Request.')"),
            what: "The message's alert");
        await Eventually.Async(
            async () => await _service.ScalarAsync<bool>(
                "select exists (select from alert join alert_delivery using (alert_id) where kind = 'audit.delivery_refused' and channel = 'webhook' and alert_delivery.state = 'delivered')"),
            what: "Its delivery to the receiver, which takes others");
        var rule = _service.Get<IEnumerable<IEvidenceRule>>().OfType<DeliveryRule>().Single();
        var later = TimeProvider.System.GetUtcNow().AddHours(1);
        Assert.That(
            await _service.Database.InTransactionAsync(
                transaction => rule.JudgeAsync(transaction, new WatchRound(later, later, new Dictionary<string, EvidenceRow>())), CancellationToken.None),
            Is.Empty, "however long nothing else is sent");
    }

    [Test]
    public async Task Refusals_OfTheAlertAboutRefusals_AreNotFollowedByMore()
    {
        (_webhook.OnMessage, _pagerDuty.OnMessage) = ((_, _) => new Answer(403), (_, _) => new Answer(403));
        await StartAsync();
        await OpenAsync();

        await Eventually.Async(
            async () => await _service.ScalarAsync<bool>(
                "select count(*) = 4 and bool_and(d.state = 'failed') from alert_delivery d join alert using (alert_id) where kind = 'audit.delivery_refused'"),
            what: "Both receivers' refusals of both alerts");
        Assert.That(await _service.ScalarAsync<int>("select count(*) from alert where kind = 'audit.delivery_refused'"), Is.EqualTo(2), "one a receiver");
        Assert.That(await _service.ScalarAsync<int>("select count(*) from alert"), Is.EqualTo(3));
    }

    [Test]
    public async Task Channel_AwayTooLong_IsGivenUp()
    {
        _pagerDuty.OnMessage = (_, _) => new Answer(503);
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
        _pagerDuty.OnMessage = (_, _) => new Answer(Volatile.Read(ref isAway) ? 503 : 202);
        await StartAsync();
        await using var second = await _service.StartAnotherAsync();
        var id = await OpenAsync();
        await AcknowledgeAsync(id);
        using var resolved = await _admin.PostAsJsonAsync($"{Alerts}/{id}/resolve", new { reason = "Mallory's laptop was stolen" });
        Assert.That(resolved.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        await ReceivedAsync(_webhook, 3);
        await ReceivedAsync(_pagerDuty, 2);

        Volatile.Write(ref isAway, false);

        await Eventually.Async(() => _pagerDuty.Received.Count > 0 && _pagerDuty.Received[^1].Event == "resolve");
        Assert.That(_webhook.Received.Select(message => message.Event), Is.EqualTo(["trigger", "acknowledge", "resolve"]));
        Assert.That(_pagerDuty.Received.Select(message => message.Event).Distinct(), Is.EqualTo(["trigger", "acknowledge", "resolve"]));
        Assert.That(_pagerDuty.Received.Count(message => message.Event != "trigger"), Is.EqualTo(2));
        Assert.That(_pagerDuty.Received.Select(message => message.Json.GetProperty("dedup_key").GetGuid()), Is.All.EqualTo(id));
        Assert.That(
            _pagerDuty.Received.Concat(_webhook.Received).Select(message => message.Text),
            Has.None.Contains("Mallory").And.None.Contains("admin@penguin").And.None.Contains(SigningSecret));
    }

    [Test]
    public async Task RaisedAgain_WhileOpen_IsToldOnce()
    {
        await StartAsync();
        var id = await OpenAsync();
        await _service.PublishAsync(Enumerable.Range(0, 5).Select(_ => Alert()));
        await Eventually.Async(async () => await _service.ScalarAsync<int>("select sum(occurrences) from alert") == 6);
        await _service.PublishAsync(Alert(key: "another"));

        await ReceivedAsync(_webhook, 2);

        Assert.That(_webhook.Received.Select(message => message.Json.GetProperty("alert").GetProperty("alertId").GetGuid()).Distinct().Count(), Is.EqualTo(2));
        Assert.That(await _service.ScalarAsync<int>("select count(*) from alert_delivery where alert_id = @id", new { id }), Is.EqualTo(2));
    }

    [Test]
    public async Task Worker_DiedAfterSending_IsFollowedByOneThatSendsTheSameId()
    {
        await StartAsync();
        var id = await OpenAsync();
        await DeliveryAsync(id, "webhook", "delivered");

        // As if the instance had been killed between the answer and its commit.
        await _service.Database.InTransactionAsync(
            transaction => transaction.ExecuteAsync(
                """
                update alert_delivery set state = 'pending', finished_at = null, lease_owner = gen_random_uuid(), lease_until = now() + interval '1 second'
                where channel = 'webhook'
                """),
            CancellationToken.None);

        await ReceivedAsync(_webhook, 2);
        Assert.That(_webhook.Received.Select(message => message.Headers["X-PenguinMails-Delivery"]).Distinct().Count(), Is.EqualTo(1));
    }

    [Test]
    public async Task Webhook_WithoutASecret_IsNotSignedAndPagerDutyWithoutAKeyHearsNothing()
    {
        _service = await AuditService.StartAsync(("Audit:Webhook:Url", $"{_webhook.Address}/alerts"));
        _admin = _service.SteppedUpAdmin("admin");
        await OpenAsync();

        await ReceivedAsync(_webhook, 1);

        Assert.That(_webhook.Received[0].Headers.Keys, Has.None.EqualTo("X-PenguinMails-Signature"));
        Assert.That(await _service.ScalarAsync<int>("select count(*) from alert_delivery"), Is.EqualTo(1));
    }

    [TestCase(503)]
    [TestCase(403)]
    public async Task Receiver_ThatTakesNothing_IsAnAlertUntilItDoes(int status)
    {
        var isBroken = true;
        _webhook.OnMessage = (_, _) => new Answer(Volatile.Read(ref isBroken) ? status : 200);
        await StartAsync(("Audit:Evidence:DeliverySilence", "00:00:01"), ("Audit:Evidence:WatchInterval", "00:00:00.1"));
        await OpenAsync();

        await Eventually.Async(() => FailingAsync("open"), what: "An alert about the receiver");
        Assert.That(
            await _service.ScalarAsync<string>("select string_agg(summary, ' ') from alert where kind = 'audit.delivery_failing'"),
            Does.StartWith("No alert reaches the receiver webhook, since 20").And.Not.Contain("pagerduty"));

        Volatile.Write(ref isBroken, false);
        await _service.PublishAsync(Alert("another", AlertSeverities.Critical));
        await Eventually.Async(() => FailingAsync("resolved"), what: "The end of the alert");

        Task<bool> FailingAsync(string state) =>
            _service.ScalarAsync<bool>("select exists (select from alert where kind = 'audit.delivery_failing' and state = @state)", new { state });
    }

    private async Task StartAsync(params (string Key, string Value)[] settings)
    {
        var folder = TestFolder.Create("alert-secrets");
        await File.WriteAllTextAsync(Path.Combine(folder, "routing-key"), RoutingKey + "\n");
        await File.WriteAllTextAsync(Path.Combine(folder, "signing-secret"), SigningSecret + "\n");
        _service = await AuditService.StartAsync(
        [
            ("Audit:PagerDuty:RoutingKeyFile", Path.Combine(folder, "routing-key")),
            ("Audit:PagerDuty:BaseAddress", _pagerDuty.Address),
            ("Audit:Webhook:Url", $"{_webhook.Address}/alerts"),
            ("Audit:Webhook:SecretFile", Path.Combine(folder, "signing-secret")),
            ("Audit:Delivery:FirstRetry", "00:00:00.05"),
            ("Audit:Delivery:LongestRetry", "00:00:00.2"),
            .. settings,
        ]);
        _admin = _service.SteppedUpAdmin("admin");
    }

    private async Task<Guid> OpenAsync()
    {
        var alert = Alert(severity: AlertSeverities.Critical);
        await _service.PublishAsync(alert);
        await Eventually.Async(async () => await _service.ScalarAsync<int>("select count(*) from alert where alert_id = @AlertId", alert) == 1);
        return alert.AlertId;
    }

    private async Task AcknowledgeAsync(Guid id)
    {
        using var answer = await _admin.PostAsync($"{Alerts}/{id}/acknowledge", null);
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
            var alert = await _admin.GetFromJsonAsync<JsonElement>($"{Alerts}/{id}");
            found = alert.GetProperty("deliveries").EnumerateArray().First(delivery => delivery.GetProperty("channel").GetString() == channel);
            return found.GetProperty("state").GetString() == state;
        });
        return found;
    }
}

using System.Net;
using System.Text.Json;
using PenguinMails.Contracts.Messages;
using PenguinMails.Identity.Tests.Fixtures;
using PenguinMails.ServiceDefaults;
using PenguinMails.TestKit;

namespace PenguinMails.Identity.Tests.Notifications;

/// <summary>A tenant has events posted to a server of its own, signed, again until they are taken.</summary>
[Category("Component")]
internal sealed class WebhookTests : NotificationFixture
{
    [Test]
    public async Task Receiver_ThatFailsFirst_GetsTheSameSignedMessageAgain()
    {
        var owner = await SteppedUp.NewAsync(Server, Roles.TenantOwner);
        Posts.OnPost = (path, before) => path == "/fails-first" && before < 2 ? 503 : 202;
        var (id, secret) = await AddWebhookAsync(owner, Posts.Address + "/fails-first", TenantEvents.Rotated, TenantEvents.Alert);
        var graceEndsAt = Server.Time.GetUtcNow().AddDays(1);

        await NotifyAsync(owner.User.TenantId!.Value, TenantEvents.Issued);
        await NotifyAsync(owner.User.TenantId!.Value, TenantEvents.Rotated, graceEndsAt, Guid.CreateVersion7());
        await NotifyAsync(Guid.CreateVersion7(), TenantEvents.Rotated, graceEndsAt, Guid.CreateVersion7());

        await Eventually.Async(() => Posts.At("/fails-first").Count == 3, what: "the third attempt");
        var posts = Posts.At("/fails-first");
        Assert.That(posts.Select(post => post.IsSignedWith(secret)), Is.All.True);
        Assert.That(posts.Select(post => (post.Delivery, post.Json.GetProperty("deliveryId").GetString())).Distinct().Count(), Is.EqualTo(1));
        Assert.That(posts.Select(post => post.Json.GetProperty("sentAt").GetDateTimeOffset()), Is.Ordered.And.Unique, "receivers can refuse what is old");
        var message = posts[2].Json;
        Assert.That(
            (message.GetProperty("event").GetString(), message.GetProperty("tenantId").GetGuid(), message.GetProperty("secretName").GetString(), message.GetProperty("fingerprint").GetString()),
            Is.EqualTo(("rotated", owner.User.TenantId!.Value, "tenant", "SHA256:Zm9vYmFy")));
        Assert.That(message.GetProperty("at").GetDateTimeOffset(), Is.EqualTo(graceEndsAt).Within(TimeSpan.FromMilliseconds(1)));
        var told = await Eventually.GetAsync(
            async () => await ItemsAsync(owner.Session, $"{List}?channel=webhook&status=delivered"), items => items.Count == 1, what: "the delivery on record");
        Assert.That(
            (told[0].GetProperty("webhookId").GetGuid(), told[0].GetProperty("attempts").GetInt32(), told[0].GetProperty("deliveryId").GetString()),
            Is.EqualTo((id, 3, posts[0].Delivery)));
    }

    [Test]
    public async Task Receiver_ThatRefusesForGood_IsAnAlertAndNotAskedAgain()
    {
        var owner = await SteppedUp.NewAsync(Server, Roles.TenantAdmin);
        Posts.OnPost = (path, _) => path == "/redirects" ? 307 : 202;
        var (id, _) = await AddWebhookAsync(owner, Posts.Address + "/redirects", TenantEvents.Revoked);

        await NotifyAsync(owner.User.TenantId!.Value, TenantEvents.Revoked);

        var failed = await Eventually.GetAsync(
            async () => await ItemsAsync(owner.Session, Webhooks), items => items[0].GetProperty("lastStatus").ValueKind == JsonValueKind.String, what: "the end");
        Assert.That(
            (failed[0].GetProperty("webhookId").GetGuid(), failed[0].GetProperty("lastStatus").GetString(), failed[0].GetProperty("lastError").GetString()),
            Is.EqualTo((id, "failed", "The receiver answered 307 Temporary Redirect.")));
        Assert.That(Posts.At("/elsewhere"), Is.Empty, "redirects are not followed");
        Assert.That(
            (await Server.OutboxAsync<AlertRaised>()).Where(alert => alert.TenantId == owner.User.TenantId).Select(alert => (alert.Kind, alert.DeduplicationKey)),
            Is.EqualTo([("notification.failed", $"notification.failed/{owner.User.TenantId}")]),
            "one a tenant, however many webhooks it makes");
    }

    [Test]
    public async Task Test_ThatIsRefused_IsOnRecordAndNoAlert()
    {
        var owner = await SteppedUp.NewAsync(Server, Roles.TenantOwner);
        Posts.OnPost = (path, _) => path == "/test-refused" ? 410 : 202;
        var (id, _) = await AddWebhookAsync(owner, Posts.Address + "/test-refused", TenantEvents.Revoked);

        using var test = await owner.PostAsync($"{Webhooks}/{id}/test", new { });

        Assert.That(test.IsSuccessStatusCode, Is.True);
        await ListedAsync(owner.Session, "failed", 1);
        Assert.That((await Server.OutboxAsync<AlertRaised>()).Where(alert => alert.TenantId == owner.User.TenantId), Is.Empty, "a tenant's own doing");
    }

    [Test]
    public async Task Tests_AskedForAgainAndAgain_AreFewAtATime_AndHoldUpNobodyElse()
    {
        var (owner, other) = (await SteppedUp.NewAsync(Server, Roles.TenantOwner), await SteppedUp.NewAsync(Server, Roles.TenantOwner));
        var (first, _) = await AddWebhookAsync(owner, Posts.Address + "/flooded", TenantEvents.Revoked);
        var (second, _) = await AddWebhookAsync(owner, Posts.Address + "/flooded", TenantEvents.Revoked);
        var (others, _) = await AddWebhookAsync(other, Posts.Address + "/flooded-by-others", TenantEvents.Revoked);

        var answers = await Task.WhenAll(Enumerable.Range(0, 12).Select(number => owner.PostAsync($"{Webhooks}/{(number % 2 == 0 ? first : second)}/test", new { })));

        Assert.That(answers.Count(answer => answer.IsSuccessStatusCode), Is.EqualTo(5));
        foreach (var refused in answers.Where(answer => !answer.IsSuccessStatusCode))
        {
            await refused.ShouldBeProblemAsync(429, "too_many_webhook_tests");
            Assert.That(refused.Headers.RetryAfter?.Delta, Is.EqualTo(TimeSpan.FromMinutes(1)));
        }

        using var unaffected = await other.PostAsync($"{Webhooks}/{others}/test", new { });
        Assert.That(unaffected.IsSuccessStatusCode, Is.True);
        var records = (await Server.OutboxAsync<AuditRecorded>()).Where(record => record.Actor.User == owner.User.Email && record.Action == "webhook.test").ToList();
        Assert.That(records.Count(record => record is { Outcome: AuditOutcomes.Refused, Code: "too_many_webhook_tests" }), Is.EqualTo(7));
        Assert.That(await ScalarAsync<int>("select count(*)::int from message where tenant_id = @tenant", new { tenant = owner.User.TenantId }), Is.EqualTo(5));

        // A minute later those that were sent count no more; those that wait do.
        await ListedAsync(owner.Session, "delivered", 5);
        await ExecuteAsync("update message set created_at = created_at - interval '2 minutes' where tenant_id = @tenant", new { tenant = owner.User.TenantId });
        using var later = await owner.PostAsync($"{Webhooks}/{first}/test", new { });
        Assert.That(later.IsSuccessStatusCode, Is.True);
        Array.ForEach(answers, answer => answer.Dispose());
    }

    [Test]
    public async Task Host_OfATenant_IsNoLabelOfAMetric()
    {
        var owner = await SteppedUp.NewAsync(Server, Roles.TenantOwner);
        var named = new UriBuilder(Posts.Address) { Host = "localhost", Path = "/measured" }.Uri;
        var (id, _) = await AddWebhookAsync(owner, named.ToString(), TenantEvents.Revoked);
        using var test = await owner.PostAsync($"{Webhooks}/{id}/test", new { });
        await ListedAsync(owner.Session, "delivered", 1);

        var metrics = await Server.Client.GetStringAsync("/metrics");

        Assert.That(metrics, Does.Contain("http_client_request_duration_seconds_count{").And.Contain("http_response_status_code=\"202\""));
        Assert.That(
            metrics.Split('\n').Where(line => line.StartsWith("http_client_", StringComparison.Ordinal) || line.StartsWith("dns_", StringComparison.Ordinal)),
            Has.None.Contains("localhost").And.None.Contains("_address=").And.None.Contains("dns_question_name="));
    }

    [Test]
    public async Task Secret_IsShownOnceAndReplaced()
    {
        var owner = await SteppedUp.NewAsync(Server, Roles.TenantOwner);
        var (id, first) = await AddWebhookAsync(owner, Posts.Address + "/rotated", TenantEvents.Alert);
        using var test = await owner.PostAsync($"{Webhooks}/{id}/test", new { });
        var delivery = JsonDocument.Parse(await test.Content.ReadAsStringAsync()).RootElement.GetProperty("deliveryId").GetString();
        await Eventually.Async(() => Posts.At("/rotated").Count == 1, what: "the test message");
        using var replaced = await owner.PostAsync($"{Webhooks}/{id}/rotate-secret", new { });
        var second = JsonDocument.Parse(await replaced.Content.ReadAsStringAsync()).RootElement.GetProperty("signingSecret").GetString()!;
        using var again = await owner.PostAsync($"{Webhooks}/{id}/test", new { });
        await Eventually.Async(() => Posts.At("/rotated").Count == 2, what: "the second test message");

        var posts = Posts.At("/rotated");
        Assert.That(posts[0].Delivery, Is.EqualTo(delivery));
        Assert.That(posts.Select(post => (post.IsSignedWith(first), post.IsSignedWith(second))), Is.EqualTo([(true, false), (false, true)]));
        Assert.That((first.Length, first[..4], first == second), Is.EqualTo((68, "whs_", false)));
        using var list = await owner.Session.SendAsync(HttpMethod.Get, Webhooks);
        var stored = await ScalarAsync<string>("select signing_secret from webhook where webhook_id = @id", new { id });
        foreach (var secret in new[] { first, second })
        {
            Assert.That(await list.Content.ReadAsStringAsync(), Does.Not.Contain(secret[4..]));
            Assert.That(stored, Does.StartWith("vault:v1:").And.Not.Contain(secret[4..]));
        }

        var records = (await Server.OutboxAsync<AuditRecorded>()).Where(record => record.Actor.User == owner.User.Email && record.Action.StartsWith("webhook.", StringComparison.Ordinal));
        Assert.That(records.Select(record => record.Action), Is.EqualTo(["webhook.create", "webhook.test", "webhook.rotate_secret", "webhook.test"]));
    }

    [Test]
    public async Task Deleted_GetsNothingMore()
    {
        var owner = await SteppedUp.NewAsync(Server, Roles.TenantOwner);
        Posts.OnPost = (path, _) => path == "/deleted" ? 503 : 202;
        var (id, _) = await AddWebhookAsync(owner, Posts.Address + "/deleted", TenantEvents.Issued);
        await NotifyAsync(owner.User.TenantId!.Value, TenantEvents.Issued);
        await Eventually.Async(() => Posts.At("/deleted").Count > 0, what: "an attempt");

        using var deleted = await owner.Session.SendAsync(HttpMethod.Delete, $"{Webhooks}/{id}", grant: owner.Grant);
        using var again = await owner.Session.SendAsync(HttpMethod.Delete, $"{Webhooks}/{id}", grant: owner.Grant);

        Assert.That((deleted.StatusCode, again.StatusCode), Is.EqualTo((HttpStatusCode.NoContent, HttpStatusCode.NotFound)));
        Assert.That(await ItemsAsync(owner.Session, Webhooks), Is.Empty);
        Assert.That(await ScalarAsync<bool>("select signing_secret is null from webhook where webhook_id = @id", new { id }), Is.True);
        await NotifyAsync(owner.User.TenantId!.Value, TenantEvents.Issued);
        await NoticeAsync(owner.User.TenantId!.Value, TenantEvents.Issued, "told_at is not null", 2);
        Assert.That(
            await ScalarAsync<string>("select string_agg(state || ' ' || error, ', ') from message where webhook_id = @id", new { id }), Is.EqualTo("failed The webhook was deleted."));
    }

    [Test]
    public async Task AnotherTenants_DoesNotExist()
    {
        var (owner, other) = (await SteppedUp.NewAsync(Server, Roles.TenantOwner), await SteppedUp.NewAsync(Server, Roles.TenantOwner));
        var (id, _) = await AddWebhookAsync(owner, Posts.Address + "/mine", TenantEvents.Issued);

        foreach (var (method, path) in new[] { (HttpMethod.Delete, ""), (HttpMethod.Post, "/test"), (HttpMethod.Post, "/rotate-secret") })
        {
            using var answer = await other.Session.SendAsync(method, $"{Webhooks}/{id}{path}", grant: other.Grant);
            Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.NotFound), path);
            using var withoutGrant = await owner.Session.SendAsync(method, $"{Webhooks}/{id}{path}");
            await withoutGrant.ShouldBeProblemAsync(403, "step_up_required");
        }

        Assert.That(await ItemsAsync(other.Session, Webhooks), Is.Empty);
        Assert.That(await ItemsAsync(owner.Session, Webhooks), Has.Count.EqualTo(1));
        Assert.That(Posts.At("/mine"), Is.Empty);
    }

    [TestCase("http://hooks.acme.example/", "url")]
    [TestCase("https://10.1.2.3/", "url")]
    [TestCase("https://metadata.internal/", "url")]
    [TestCase("https://user:password@hooks.acme.example/", "url")]
    [TestCase("ftp://127.0.0.1/", "url")]
    [TestCase("https://hooks.acme.example/", "events", "restarted")]
    [TestCase("https://hooks.acme.example/", "events", "test")]
    [TestCase("https://hooks.acme.example/", "events")]
    public async Task NewWebhook_ThatIsWrong_NamesTheField(string url, string field, params string[] events)
    {
        var owner = await SteppedUp.NewAsync(Server, Roles.TenantOwner);

        using var answer = await owner.PostAsync(Webhooks, new { url, events = field == "events" ? events : [TenantEvents.Issued] });

        var problem = await answer.ShouldBeProblemAsync(400, "validation_failed");
        Assert.That(problem.GetProperty("errors").EnumerateObject().Select(error => error.Name), Is.EqualTo([field]));
    }

    [Test]
    public async Task NewWebhook_BeyondTheLimit_IsRefused()
    {
        var owner = await SteppedUp.NewAsync(Server, Roles.TenantOwner);
        for (var number = 0; number < 10; number++)
        {
            await AddWebhookAsync(owner, $"{Posts.Address}/limit/{number}", TenantEvents.Issued);
        }

        using var answer = await owner.PostAsync(Webhooks, new { url = Posts.Address + "/limit/11", events = new[] { TenantEvents.Issued } });

        await answer.ShouldBeProblemAsync(409, "too_many_webhooks");
        Assert.That(await ItemsAsync(owner.Session, Webhooks), Has.Count.EqualTo(10));
    }

    [TestCase(Roles.Admin)]
    [TestCase(Roles.Operator)]
    [TestCase(Roles.Developer)]
    public async Task OtherRoles_HaveNoneAndChooseNothing(string role)
    {
        var user = await SteppedUp.NewAsync(Server, role);

        using var list = await user.Session.SendAsync(HttpMethod.Get, Webhooks);
        using var choice = await user.Session.SendAsync(HttpMethod.Put, Choices, new { events = new[] { TenantEvents.Issued } });

        await list.ShouldBeProblemAsync(403, "forbidden");
        await choice.ShouldBeProblemAsync(400, "validation_failed");
        Assert.That((await user.GetAsync(Choices)).GetProperty("available").GetArrayLength(), Is.Zero);
    }
}

using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using PenguinMails.Contracts.Messages;
using PenguinMails.Identity.Tests.Fixtures;

namespace PenguinMails.Identity.Tests.ServiceClients;

[Category("Component")]
internal sealed class ServiceTokenTests : ServiceClientFixture
{
    [Test]
    public async Task Token_ForIdAndSecret_IsOfRoleServiceAndOnRecord()
    {
        var (name, secret) = await NewClientAsync("secrets:read:smtp", "api-keys:verify");

        using var answer = await AskAsync(("grant_type", "client_credentials"), ("client_id", name), ("client_secret", secret));

        var body = JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement;
        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.OK), body.GetRawText());
        Assert.That(body.GetProperty("token_type").GetString(), Is.EqualTo("Bearer"));
        Assert.That(body.GetProperty("expires_in").GetInt32(), Is.EqualTo(900));
        Assert.That(body.GetProperty("scope").GetString(), Is.EqualTo("secrets:read:smtp api-keys:verify"));
        Assert.That(answer.Headers.CacheControl?.NoStore, Is.True);
        using var me = new HttpRequestMessage(HttpMethod.Get, "/api/v1/auth/me");
        me.Headers.Authorization = new AuthenticationHeaderValue("Bearer", body.GetProperty("access_token").GetString());
        using var who = await Server.Client.SendAsync(me);
        Assert.That(await who.Content.ReadAsStringAsync(), Is.EqualTo($$"""{"email":"{{name}}","role":"service"}"""));
        Assert.That(await Server.AuditOfAsync(name), Is.EqualTo(["service_token success"]));
    }

    [Test]
    public async Task Token_ForABasicHeaderAndFewerScopes_IsForThoseAlone()
    {
        var (name, secret) = await NewClientAsync("secrets:read:smtp", "secrets:write:smtp");
        using var request = Request(("grant_type", "client_credentials"), ("scope", "secrets:read:smtp"));
        request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{name}:{secret}")));

        using var answer = await Server.Client.SendAsync(request);

        Assert.That(await answer.Content.ReadAsStringAsync(), Does.Contain("\"scope\":\"secrets:read:smtp\"}"));
    }

    [Test]
    public async Task Scope_ThatIsNotTheClients_IsRefused()
    {
        var (name, secret) = await NewClientAsync("secrets:read:smtp");

        using var answer = await AskAsync(
            ("grant_type", "client_credentials"), ("client_id", name), ("client_secret", secret), ("scope", "secrets:read:smtp secrets:read:ssh"));

        await answer.ShouldBeProblemAsync(400, "validation_failed");
        Assert.That(await Server.AuditOfAsync(name), Is.EqualTo(["service_token refused scope"]));
    }

    [Test]
    public async Task Secret_OfAnotherClientOrNobody_IsRefusedAlike()
    {
        var (name, _) = await NewClientAsync();
        var (_, otherSecret) = await NewClientAsync();

        using var wrong = await AskAsync(("grant_type", "client_credentials"), ("client_id", name), ("client_secret", otherSecret));
        using var unknown = await AskAsync(("grant_type", "client_credentials"), ("client_id", "un" + name), ("client_secret", otherSecret));

        await wrong.ShouldBeProblemAsync(401, "invalid_credentials");
        await unknown.ShouldBeProblemAsync(401, "invalid_credentials");
        Assert.That(await wrong.WithoutTraceIdAsync(), Is.EqualTo(await unknown.WithoutTraceIdAsync()));
        Assert.That(await Server.AuditOfAsync(name), Is.EqualTo(["service_token failed password"]));
    }

    [Test]
    public async Task Guesses_OfASecret_ArePaused()
    {
        var (name, secret) = await NewClientAsync();
        for (var guess = 0; guess < 5; guess++)
        {
            using var wrong = await AskAsync(("grant_type", "client_credentials"), ("client_id", name), ("client_secret", $"guess {guess}"));
            await wrong.ShouldBeProblemAsync(401, "invalid_credentials");
        }

        using var paused = await AskAsync(("grant_type", "client_credentials"), ("client_id", name), ("client_secret", secret));

        await paused.ShouldBeProblemAsync(423, "account_locked");
        Assert.That(paused.Headers.RetryAfter, Is.Not.Null);
    }

    [TestCase("grant_type=password&client_id=a&client_secret=b")]
    [TestCase("client_id=a&client_secret=b")]
    [TestCase("grant_type=client_credentials")]
    [TestCase("grant_type=client_credentials&client_id=A%20B&client_secret=b")]
    [TestCase("grant_type=client_credentials&client_id=a&client_id=b&client_secret=b")]
    [TestCase("grant_type=client_credentials&client_id=a&client_secret=")]
    [TestCase("")]
    public async Task Form_ThatIsWrong_IsRefused(string form)
    {
        using var answer = await Server.Client.PostAsync(Path, new StringContent(form, MediaTypeHeaderValue.Parse("application/x-www-form-urlencoded")));

        await answer.ShouldBeProblemAsync(400, "validation_failed");
    }

    [Test]
    public async Task Form_WithThousandsOfFields_IsRefused()
    {
        var form = string.Join('&', Enumerable.Range(0, 3000).Select(number => $"f{number}=1"));

        using var answer = await Server.Client.PostAsync(Path, new StringContent(form, MediaTypeHeaderValue.Parse("application/x-www-form-urlencoded")));

        await answer.ShouldBeProblemAsync(400, "validation_failed");
    }

    [Test]
    public async Task Body_ThatIsJson_IsRefused()
    {
        using var answer = await Server.Client.PostAsync(Path, new StringContent("{}", MediaTypeHeaderValue.Parse("application/json")));

        await answer.ShouldBeProblemAsync(415, "unsupported_media_type");
    }

    [Test]
    public async Task Client_WhoseNameIsTaken_IsNotReplaced()
    {
        var (name, _) = await NewClientAsync("api-keys:verify");

        Assert.That((await CreateAsync(name, "secrets:read:ssh")).IsDone, Is.False);
        Assert.That((await CreateAsync("Not A Name")).IsDone, Is.False);
        Assert.That((await CreateAsync("fine", "everything")).IsDone, Is.False);
        var created = (await Server.OutboxAsync<AuditRecorded>()).Where(record => record.Action == "service_client.create" && record.Details!["client"] == name);
        Assert.That(created.Single().Details!["scope"], Is.EqualTo("api-keys:verify"));
    }
}

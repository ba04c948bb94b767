using System.Net;
using PenguinMails.Gateway.Tests.Fixtures;
using PenguinMails.ServiceDefaults;
using PenguinMails.TestKit;

namespace PenguinMails.Gateway.Tests;

[Category("Component")]
public sealed class RateLimitTests
{
    private BackendServer _identity = null!;
    private BackendServer _keyIssuance = null!;
    private GatewayServer _gateway = null!;

    [SetUp]
    public async Task StartAsync()
    {
        _identity = await BackendServer.StartAsync("identity");
        _keyIssuance = await BackendServer.StartAsync("key-issuance");
        _gateway = await GatewayServer.StartAsync([_identity, _keyIssuance], new Dictionary<string, string?>
        {
            ["Gateway:SignInsPerMinute"] = "2",
            ["Gateway:StepUpsPerMinute"] = "2",
            ["Gateway:RequestsPerMinute"] = "5",
            ["Gateway:ServiceRequestsPerMinute"] = "8",
        });
        await Eventually.Async(async () =>
        {
            using var probe = _gateway.SignedIn();
            return (await probe.GetAsync("/api/v1/auth/me")).IsSuccessStatusCode;
        });
    }

    [TearDown]
    public async Task StopAsync()
    {
        await _gateway.DisposeAsync();
        await _identity.DisposeAsync();
        await _keyIssuance.DisposeAsync();
    }

    [Test]
    public async Task SignIn_TooOftenFromOneAddress_WaitsAndSaysHowLong()
    {
        using var client = _gateway.Anonymous();
        var answers = await RepeatAsync(3, () => client.PostAsync("/api/v1/auth/sign-in", content: null));

        Assert.That(answers.Take(2).Select(answer => answer.StatusCode), Is.All.EqualTo(HttpStatusCode.OK));
        await answers[2].ShouldBeProblemAsync(429, "too_many_requests");
        Assert.That(answers[2].Headers.RetryAfter?.Delta, Is.GreaterThan(TimeSpan.Zero).And.LessThanOrEqualTo(TimeSpan.FromMinutes(1)));
        Assert.That(_identity.Received.Count(request => request.Path == "/api/v1/auth/sign-in"), Is.EqualTo(2));

        using var user = _gateway.SignedIn();
        Assert.That((await user.GetAsync("/api/v1/auth/me")).StatusCode, Is.EqualTo(HttpStatusCode.OK), "the others go on");
    }

    [Test]
    public async Task SignIn_WithAnotherInventedAddressEachTime_IsLimitedAllTheSame()
    {
        using var client = _gateway.Anonymous();
        var answers = await RepeatAsync(3, () =>
        {
            var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/auth/sign-in");
            request.Headers.Add("X-Forwarded-For", $"203.0.113.{Random.Shared.Next(255)}");
            return client.SendAsync(request);
        });

        Assert.That(answers[2].StatusCode, Is.EqualTo(HttpStatusCode.TooManyRequests));
    }

    [Test]
    public async Task SignIn_InAnySpellingThatTheRouterTakes_IsLimitedAllTheSame()
    {
        var answers = new List<string>();
        foreach (var target in (string[])[
            "/api/v1/auth/sign-in/", "/API/v1/Auth/Sign-In", "/api/v1/auth/%73ign-in", "/api/v1/auth/sign%2Din/", "/api/v1/./auth/sign-in",
            "/api/v1/x/../auth/sign-in", "/api/v1/auth/sign-in?x=1", "/api/v1/auth/sign-in/?"])
        {
            answers.Add(await RawRequest.SendAsync(_gateway.Address, target, "POST", "Content-Length: 0\r\n"));
        }

        Assert.That(answers.Take(2), Is.All.StartsWith("HTTP/1.1 200 "));
        Assert.That(answers.Skip(2), Is.All.StartsWith("HTTP/1.1 429 ").And.All.Contains("Retry-After:"));
    }

    [TestCase("/api/v1/auth/step-up/")]
    [TestCase("/api/v1/AUTH/step-up")]
    [TestCase("/api/v1/auth/%73tep-up")]
    public async Task StepUp_InAnotherSpelling_IsLimitedAllTheSame(string path)
    {
        using var user = _gateway.SignedIn();

        var answers = await RepeatAsync(3, () => user.PostAsync(path, content: null));

        Assert.That(answers.Take(2).Select(answer => answer.StatusCode), Is.All.EqualTo(HttpStatusCode.OK));
        await answers[2].ShouldBeProblemAsync(429, "too_many_requests");
    }

    [Test]
    public async Task StepUp_TooOftenByOneUser_WaitsAlone()
    {
        using var first = _gateway.SignedIn();
        using var second = _gateway.SignedIn();

        var answers = await RepeatAsync(3, () => first.PostAsync("/api/v1/auth/step-up", content: null));
        using var other = await second.PostAsync("/api/v1/auth/step-up", content: null);

        await answers[2].ShouldBeProblemAsync(429, "too_many_requests");
        Assert.That(other.StatusCode, Is.EqualTo(HttpStatusCode.OK));
    }

    [Test]
    public async Task AnyCall_TooOftenByOneUser_WaitsAloneAcrossSessions()
    {
        var user = Guid.CreateVersion7();
        using var first = _gateway.SignedIn(userId: user);
        using var sameUser = _gateway.SignedIn(userId: user);
        using var other = _gateway.SignedIn();

        var answers = await RepeatAsync(5, () => first.GetAsync("/api/v1/auth/me"));

        Assert.That(answers.Select(answer => answer.StatusCode), Is.All.EqualTo(HttpStatusCode.OK));
        await (await sameUser.GetAsync("/api/v1/auth/me")).ShouldBeProblemAsync(429, "too_many_requests");
        Assert.That((await other.GetAsync("/api/v1/auth/me")).StatusCode, Is.EqualTo(HttpStatusCode.OK));
    }

    [Test]
    public async Task Request_WithoutAToken_IsLimitedByAddressAndHealthGoesOn()
    {
        using var client = _gateway.Anonymous();

        var answers = await RepeatAsync(20, () => client.GetAsync("/nothing"));

        Assert.That(answers.Count(answer => answer.StatusCode == HttpStatusCode.NotFound), Is.EqualTo(5));
        Assert.That(answers[^1].StatusCode, Is.EqualTo(HttpStatusCode.TooManyRequests));
        Assert.That((await client.GetAsync("/health")).StatusCode, Is.EqualTo(HttpStatusCode.OK));
    }

    [TestCase(Roles.Service, 8)]
    [TestCase(Roles.Admin, 5, TestName = "WhatServicesRead_ByAPerson_KeepsToThatPersonsLimit")]
    public async Task WhatServicesRead_ByAProgram_HasALimitOfItsOwn(string role, int limit)
    {
        using var program = _gateway.SignedIn(role);

        var answers = await RepeatAsync(12, () => program.GetAsync($"/api/v1/services/secrets/smtp/{Guid.CreateVersion7()}/mail-1"));

        // A token may come back in between.
        Assert.That(answers.Count(answer => answer.StatusCode == HttpStatusCode.OK), Is.InRange(limit, limit + 2));
    }

    private static async Task<List<HttpResponseMessage>> RepeatAsync(int times, Func<Task<HttpResponseMessage>> send)
    {
        var answers = new List<HttpResponseMessage>();
        for (var i = 0; i < times; i++)
        {
            answers.Add(await send());
        }

        return answers;
    }
}

using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using PenguinMails.Gateway.Tests.Fixtures;
using PenguinMails.ServiceDefaults;
using PenguinMails.TestKit;

namespace PenguinMails.Gateway.Tests;

[Category("Component")]
public sealed class OutageTests
{
    private const string Path = "/api/v1/tenant/infrastructure/ssh-credentials";

    private BackendServer _identity = null!;
    private BackendServer _first = null!;
    private BackendServer _second = null!;
    private GatewayServer _gateway = null!;
    private HttpClient _user = null!;

    [SetUp]
    public async Task StartAsync()
    {
        _identity = await BackendServer.StartAsync("identity");
        _first = await BackendServer.StartAsync("key-issuance");
        _second = await BackendServer.StartAsync("key-issuance");
        _gateway = await GatewayServer.StartAsync(
            [_identity, _first, _second], new Dictionary<string, string?> { ["Gateway:RequestTimeout"] = "00:00:01" });
        _user = _gateway.SignedIn();
        await Eventually.Async(async () => (await _user.GetAsync("/api/v1/auth/me")).IsSuccessStatusCode);
    }

    [TearDown]
    public async Task StopAsync()
    {
        _user.Dispose();
        await _gateway.DisposeAsync();
        await _identity.DisposeAsync();
        await _first.DisposeAsync();
        await _second.DisposeAsync();
    }

    [Test]
    public async Task Reads_WhileOneInstanceIsDead_AllSucceed()
    {
        await _first.StopAsync();

        for (var i = 0; i < 30; i++)
        {
            using var answer = await _user.GetAsync(Path);
            Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.OK), $"request {i}");
        }
    }

    [Test]
    public async Task Writes_WhileOneInstanceIsDead_FailAtMostOnceAndAreNeverRepeated()
    {
        await _first.StopAsync();

        var answers = new List<HttpResponseMessage>();
        for (var i = 0; i < 30; i++)
        {
            answers.Add(await _user.PostAsync(Path + "/rotate", content: null));
        }

        var failed = answers.Where(answer => !answer.IsSuccessStatusCode).ToList();
        Assert.That(failed, Has.Count.LessThanOrEqualTo(1));
        Assert.That(_second.Received, Has.Count.EqualTo(30 - failed.Count));
        foreach (var answer in failed)
        {
            await answer.ShouldBeProblemAsync(503, "dependency_unavailable");
            Assert.That(answer.Headers.RetryAfter, Is.Not.Null);
        }
    }

    [Test]
    public async Task Write_WhoseInstanceDiesBeforeItAnswers_IsNotRepeated()
    {
        _first.Answer = _second.Answer = context =>
        {
            context.Abort();
            return Task.CompletedTask;
        };

        using var answer = await _user.PostAsync(Path + "/rotate", new StringContent("{}"));

        AssertOutcomeIsUnknown(await answer.ShouldBeProblemAsync(503, "dependency_unavailable"));
        Assert.That(_first.Received.Count + _second.Received.Count, Is.EqualTo(1));
    }

    [Test]
    public async Task Read_WhoseInstanceDiesBeforeItAnswers_IsAnsweredByTheOther()
    {
        _first.Answer = context =>
        {
            context.Abort();
            return Task.CompletedTask;
        };

        for (var i = 0; i < 10; i++)
        {
            using var answer = await _user.GetAsync(Path);
            Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        }

        Assert.That(_second.Received, Has.Count.EqualTo(10));
    }

    [Test]
    public async Task Request_WhileEveryInstanceIsDead_SaysSoAndRecoversByItself()
    {
        await _first.StopAsync();
        await _second.StopAsync();

        using var read = await _user.GetAsync(Path);
        using var write = await _user.PostAsync(Path + "/rotate", content: null);
        await read.ShouldBeProblemAsync(503, "dependency_unavailable");
        var refused = await write.ShouldBeProblemAsync(503, "dependency_unavailable");
        Assert.That(refused.TryGetProperty(LostAnswer.Member, out _), Is.False, "it reached nobody");
        Assert.That(refused.GetProperty("detail").GetString(), Does.StartWith("Nothing was changed."));

        await _second.StartAgainAsync();
        await Eventually.Async(
            async () =>
            {
                using var answer = await _user.PostAsync(Path + "/rotate", content: null);
                return answer.IsSuccessStatusCode;
            },
            what: "An answer");
    }

    [Test]
    public async Task Request_ThatAServiceNeverAnswers_EndsInTime()
    {
        var never = new TaskCompletionSource();
        _first.Answer = _second.Answer = _ => never.Task;

        using var answer = await _user.PostAsync(Path + "/rotate", content: null);

        AssertOutcomeIsUnknown(await answer.ShouldBeProblemAsync(503, "dependency_unavailable"));
        never.SetResult();
    }

    [Test]
    public async Task Stream_WithEvents_ArrivesEventByEventAndOutlivesTheTimeout()
    {
        var goOn = new TaskCompletionSource();
        _first.Answer = _second.Answer = async context =>
        {
            context.Response.ContentType = "text/event-stream";
            await context.Response.WriteAsync("data: one\n\n");
            await context.Response.Body.FlushAsync();
            await goOn.Task;
            await context.Response.WriteAsync("data: two\n\n");
        };
        using var answer = await _user.GetAsync(Path + "/operations/1/events", HttpCompletionOption.ResponseHeadersRead);
        using var reader = new StreamReader(await answer.Content.ReadAsStreamAsync());

        Assert.That(await reader.ReadLineAsync(), Is.EqualTo("data: one"), "before the service has written the second");
        await Task.Delay(TimeSpan.FromSeconds(1.5)); // longer than Gateway:RequestTimeout, which is what is tested
        goOn.SetResult();
        Assert.That(await reader.ReadToEndAsync(), Is.EqualTo("\ndata: two\n\n"));
        Assert.That(answer.Content.Headers.ContentType?.MediaType, Is.EqualTo("text/event-stream"));
    }

    [Test]
    public async Task Stream_WhoseClientLeaves_EndsAtTheService()
    {
        var left = new TaskCompletionSource();
        _first.Answer = _second.Answer = async context =>
        {
            context.RequestAborted.Register(left.SetResult);
            await context.Response.WriteAsync("data: one\n\n");
            await context.Response.Body.FlushAsync();
            await left.Task;
        };
        using (var answer = await _user.GetAsync(Path + "/operations/1/events", HttpCompletionOption.ResponseHeadersRead))
        {
            Assert.That(answer.IsSuccessStatusCode);
        }

        await left.Task.WaitAsync(TimeSpan.FromMinutes(1));
    }

    private static void AssertOutcomeIsUnknown(JsonElement problem)
    {
        Assert.That(problem.GetProperty(LostAnswer.Member).GetBoolean(), Is.True);
        Assert.That(problem.GetProperty("detail").GetString(), Does.Contain("not known whether this was done").And.Not.Contain("Nothing was changed"));
    }
}

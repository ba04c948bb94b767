using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using PenguinMails.LocalComponents;
using PenguinMails.TestKit;

namespace PenguinMails.EndToEnd.Tests.Portal;

/// <summary>Streams as pages follow them: through the gateway, the portal, and the gateway again.</summary>
[Category("System")]
internal sealed class StreamTests
{
    private const string Stream = "/portal/api/v1/admin/vault/audit-logs/stream";
    private const int Places = 10; // Streams:PerUser

    private readonly DevelopmentUser _admin = DevelopmentUser.SecondAdmin;

    [Test]
    public async Task Streams_OfABrowserThatIsGone_GiveTheirPlacesBackWithinAMinute()
    {
        using var browser = await SignInAsync();
        var open = new List<HttpResponseMessage>();
        HttpResponseMessage? refused = null;
        while (refused is null && open.Count <= Places)
        {
            var answer = await browser.GetAsync(Stream, HttpCompletionOption.ResponseHeadersRead);
            if (answer.StatusCode == HttpStatusCode.OK)
            {
                open.Add(answer);
            }
            else
            {
                refused = answer;
            }
        }

        Assert.That(refused?.StatusCode, Is.EqualTo(HttpStatusCode.TooManyRequests), "all places are taken");
        refused!.Dispose();
        open.ForEach(answer => answer.Dispose());

        await Eventually.Async(
            async () =>
            {
                using var answer = await browser.GetAsync(Stream, HttpCompletionOption.ResponseHeadersRead);
                return answer.StatusCode == HttpStatusCode.OK;
            },
            what: "A place for a stream");
    }

    [Test]
    public async Task Stream_ThatIsOpenedAnew_GoesOnAfterTheLastLine()
    {
        using var browser = await SignInAsync();
        var last = await NewestAsync();
        await RunningSystem.UserOf(_admin).GetAsync("/api/v1/admin/vault/audit-logs?pageSize=1"); // a read is a record, too
        await Eventually.Async(async () => await NewestAsync() > last, what: "More records");

        using var answer = await browser.GetAsync($"{Stream}?lastEventId={last}", HttpCompletionOption.ResponseHeadersRead);
        using var reader = new StreamReader(await answer.Content.ReadAsStreamAsync());
        var next = "";
        using var deadline = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        while (!next.StartsWith("id: ", StringComparison.Ordinal))
        {
            next = await reader.ReadLineAsync(deadline.Token) ?? throw new AssertionException("The stream has ended.");
        }

        Assert.That(next, Is.EqualTo($"id: {last + 1}"), "no line is missing");
    }

    private async Task<long> NewestAsync() =>
        (long)(await RunningSystem.UserOf(_admin).GetAsync("/api/v1/admin/vault/audit-logs?pageSize=1"))["items"]![0]!["sequence"]!;

    private async Task<HttpClient> SignInAsync()
    {
        var browser = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = RunningSystem.AppHost.GatewayAddress };
        browser.DefaultRequestHeaders.Add("X-Anti-Forgery", "none");
        using var answer = await browser.PostAsJsonAsync(
            "/portal/sign-in", new { email = _admin.Email, password = DevelopmentUser.Password, totpCode = await RunningSystem.CodeAsync(_admin) });
        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        Assert.That((string?)JsonNode.Parse(await answer.Content.ReadAsStringAsync())!["user"]!["email"], Is.EqualTo(_admin.Email));
        return browser;
    }
}

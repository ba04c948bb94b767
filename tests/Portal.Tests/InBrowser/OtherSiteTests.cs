using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Playwright;
using PenguinMails.TestKit;

namespace PenguinMails.Portal.Tests.InBrowser;

/// <summary>What a page of another site can do to somebody who is signed in: nothing.</summary>
[Category("Component")]
internal sealed class OtherSiteTests : ChromiumFixture
{
    private WebApplication _evil = null!;
    private string _page = "";

    private string Evil => _evil.Urls.Single().Replace("127.0.0.1", "localhost", StringComparison.Ordinal);

    [OneTimeSetUp]
    public async Task StartEvilAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _evil = builder.Build();
        _evil.Run(context =>
        {
            context.Response.ContentType = "text/html";
            return context.Response.WriteAsync(_page);
        });
        await _evil.StartAsync();
    }

    [OneTimeTearDown]
    public async Task StopEvilAsync() => await _evil.DisposeAsync();

    [Test]
    public async Task Frame_OfAnotherSite_ShowsNothingOfThePortal()
    {
        var page = await OpenAsync();
        await SignInAsync(page);
        _page = $"<title>evil</title><iframe src='{Portal.Address}account'></iframe>";

        await page.GotoAsync(Evil);

        await Assertions.Expect(page).ToHaveTitleAsync("evil");
        var frame = await (await page.WaitForSelectorAsync("iframe"))!.ContentFrameAsync();
        await frame!.WaitForLoadStateAsync();
        Assert.That(await frame.ContentAsync(), Does.Not.Contain("id=\"root\""));
        await Eventually.Async(() => Task.FromResult(Said.Any(line => line.Contains("frame-ancestors", StringComparison.Ordinal))), what: "A frame that is refused");
    }

    [Test]
    public async Task Script_OfAnotherSite_ChangesAndReadsNothing()
    {
        var page = await OpenAsync();
        await SignInAsync(page);
        var paths = Addresses.Of(Portal).Concat(Addresses.Forwarded(Portal)).Select(address => address.Path).Distinct().Select(path => Portal.Address + path[1..]).ToArray();
        var before = Api.Received.Count;
        _page = "<title>evil</title>";
        await page.GotoAsync(Evil);

        var read = await page.EvaluateAsync<int>(
            """
            async paths => {
                let read = 0;
                for (const path of paths) {
                    for (const method of ["GET", "POST"]) {
                        for (const mode of ["cors", "no-cors"]) {
                            try {
                                const answer = await fetch(path, { method, mode, credentials: "include", ...(method === "POST" ? { body: "x=1" } : {}) });
                                read += answer.type === "opaque" ? 0 : 1;
                            } catch { }
                        }
                    }
                }
                return read;
            }
            """,
            paths);

        Assert.That(read, Is.Zero, "no answer can be read");
        Assert.That(Api.Received.Skip(before).Where(request => request.Headers.ContainsKey("Authorization")), Is.Empty, "nothing came with the session");
        Assert.That(Api.Received.Skip(before).Select(request => request.Method), Is.All.EqualTo("GET"));
        await page.GotoAsync("/account");
        await SeeAsync(page, "Your account");
    }

    [TestCase("/portal/sign-out")]
    [TestCase("/portal/sign-in")]
    [TestCase("/portal/api/v1/tenant/infrastructure/ssh-credentials/revoke")]
    [TestCase("/portal/api/v1/auth/invitations/x/accept")]
    public async Task Form_OfAnotherSite_IsRefused(string path)
    {
        var page = await OpenAsync();
        await SignInAsync(page);
        var before = Api.Received.Count;
        _page = $"<title>evil</title><form method='post' enctype='text/plain' action='{Portal.Address}{path[1..]}'><input name='{{\"a' value='\":1}}'><button>go</button></form>";
        await page.GotoAsync(Evil);

        await page.GetByRole(AriaRole.Button).ClickAsync();

        await Assertions.Expect(page.GetByText("anti_forgery")).ToBeVisibleAsync();
        Assert.That(Api.Received, Has.Count.EqualTo(before));
        await page.GotoAsync("/account");
        await SeeAsync(page, "Your account");
    }

    [TestCase("https%3A%2F%2Fevil.example%2F")]
    [TestCase("%2F%2Fevil.example%2Faccount")]
    [TestCase("%2F%5Cevil.example%2F")]
    [TestCase("javascript%3Aalert(1)")]
    [TestCase("%2Faccount%2F..%2F%2Fevil.example")]
    public async Task SignIn_WithAnAddressOfAnotherSite_StaysHere(string next)
    {
        Api.Answer = context => context.Request.Path.Value!.Contains("/auth/", StringComparison.Ordinal) ? Task.FromResult(false) : NotFoundAsync(context);
        var page = await OpenAsync();
        await SignInAsync(page);

        await page.GotoAsync("/sign-in?next=" + next); // signed in already: it leads on at once
        await Assertions.Expect(page).ToHaveURLAsync(new System.Text.RegularExpressions.Regex("/dashboard/settings/infrastructure/ssh-access$", System.Text.RegularExpressions.RegexOptions.None, TimeSpan.FromSeconds(1)));

        Assert.That(new Uri(page.Url).Authority, Is.EqualTo(Portal.Address.Authority));
    }

    [Test]
    public async Task Code_ThatSomebodySmuggledIn_DoesNotRun()
    {
        var page = await OpenAsync();
        await SignInAsync(page);

        var refused = await page.EvaluateAsync<bool>(
            """
            () => {
                const tries = [
                    () => { const one = document.createElement("script"); one.textContent = "window.smuggled = 1"; document.body.append(one); },
                    () => { document.body.insertAdjacentHTML("beforeend", "<img src=x onerror='window.smuggled = 2'>"); },
                    () => { const one = document.createElement("script"); one.src = "data:text/javascript,window.smuggled=3"; document.body.append(one); },
                ];
                for (const one of tries) { try { one(); } catch { } }
                return window.smuggled === undefined;
            }
            """);

        Assert.That(refused, Is.True);
        Assert.That(await page.EvaluateAsync<bool>("() => window.smuggled === undefined"), Is.True);
    }

    private static async Task<bool> NotFoundAsync(HttpContext context)
    {
        context.Response.StatusCode = StatusCodes.Status404NotFound;
        await context.Response.WriteAsJsonAsync(new { code = "not_found", title = "Not found", detail = "Not there.", status = 404 });
        return true;
    }
}

using System.Net;
using System.Text.Json.Nodes;
using Microsoft.Playwright;
using PenguinMails.LocalComponents;
using PenguinMails.TestKit;
using PenguinMails.TestKit.Platform;

namespace PenguinMails.EndToEnd.Tests.Portal;

/// <summary>One administrator looks at a page while another one works: the badges say what waits, without anybody doing anything.</summary>
[Category("System")]
internal sealed class BadgeTests
{
    private const string Approvals = "/api/v1/admin/approvals?state=pending&pageSize=200";
    private const string Exports = "/api/v1/admin/vault/audit-logs/exports";
    private const string Alerts = "/api/v1/admin/alerts";

    private DevelopmentUser _watching = null!;

    private static SignedInUser First => RunningSystem.UserOf(DevelopmentUser.PlatformAdmin);

    private static SignedInUser Second => RunningSystem.UserOf(DevelopmentUser.SecondAdmin);

    [SetUp]
    public async Task InviteAsync() => _watching = await Colleague.OfAsync(DevelopmentUser.PlatformAdmin);

    [Test]
    public async Task Approvals_ThatAnotherAdministratorAsksFor_AreCounted_AlsoAfterARestart()
    {
        await using var browser = await PortalBrowser.StartAsync();
        var page = await OpenAsync(browser);
        var before = await WaitingAsync();
        await CountsAsync(page, "/admin/secrets/approvals", before);

        var requests = new List<string> { await RequestAsync() };
        await CountsAsync(page, "/admin/secrets/approvals", before + 1);

        await RunningServices.WaitRestartedAsync(RunningServices.Kill("audit"));
        requests.Add(await RequestAsync());
        await CountsAsync(page, "/admin/secrets/approvals", before + 2);
        await PageCheck.LooksGoodAsync(page, "badges", page.GetByRole(AriaRole.Link, new PageGetByRoleOptions { Name = $"{before + 2} waiting" }), isWhole: false);

        foreach (var id in requests)
        {
            using var rejected = await First.SendAsync(HttpMethod.Post, $"{Exports}/{id}/reject", new { reason = "Seen" }, stepUp: true);
            Assert.That(rejected.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        }

        await CountsAsync(page, "/admin/secrets/approvals", before);
        await page.AssertNotReloadedAsync();
        Assert.That(browser.Faults, Is.Empty);
    }

    [Test]
    public async Task Alerts_ThatAreRaised_AndLookedAfterByAnother_AreCounted()
    {
        await using var browser = await PortalBrowser.StartAsync();
        var page = await OpenAsync(browser);
        var snooper = RunningSystem.UserOf(DevelopmentUser.Developer);
        for (var calls = 0; calls < 55; calls++)
        {
            using var refused = await snooper.SendAsync(HttpMethod.Get, Alerts);
            Assert.That(refused.StatusCode, Is.EqualTo(HttpStatusCode.Forbidden));
        }

        // Other alerts come and go meanwhile, some of the same kind: the badge must agree with the list, not with a number of before.
        var alert = await Eventually.GetAsync(RefusedCallsAsync, found => found is not null, what: "An open alert about refused calls");
        await AgreesAsync(page);

        var id = (string)alert!["alertId"]!;
        using var acknowledged = await Second.SendAsync(HttpMethod.Post, $"{Alerts}/{id}/acknowledge");
        Assert.That(acknowledged.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        Assert.That((await OpenAlertsAsync())["items"]!.AsArray().Select(open => (string)open!["alertId"]!), Has.None.EqualTo(id));
        await AgreesAsync(page);
        await page.AssertNotReloadedAsync();
        Assert.That(browser.Faults, Is.Empty);
    }

    private async Task<IPage> OpenAsync(PortalBrowser browser)
    {
        var page = await browser.OpenAsync();
        await page.GotoAsync("/account");
        await page.SignInAsync(_watching);
        await page.SeeAsync("Your account");
        await page.MarkAsync();
        return page;
    }

    private static Task CountsAsync(IPage page, string address, int expected) =>
        Eventually.Async(async () => await CountAsync(page, address) == expected, what: $"{expected} at {address}");

    private static Task<int> CountAsync(IPage page, string address) => page.EvaluateAsync<int>(
        "address => Number.parseInt(document.querySelector(`nav a[href=\"${address}\"] .badge > [aria-hidden]`)?.textContent ?? '0')", address);

    private async Task<int> WaitingAsync() =>
        (await First.GetAsync(Approvals))["items"]!.AsArray().Count(approval => (string)approval!["requestedBy"]! != _watching.Email);

    private static async Task<string> RequestAsync()
    {
        using var asked = await Second.SendAsync(HttpMethod.Post, Exports, new { format = "csv", reason = "Counted by a badge" }, stepUp: true);
        return (string)(await SignedInUser.ReadAsync(asked, HttpStatusCode.Accepted))["exportId"]!;
    }

    private static async Task<JsonNode?> RefusedCallsAsync() =>
        (await OpenAlertsAsync())["items"]!.AsArray().FirstOrDefault(alert =>
            (string)alert!["kind"]! == "audit.refused_calls" && ((string)alert["summary"]!).Contains(DevelopmentUser.Developer.Email, StringComparison.Ordinal));

    private static Task AgreesAsync(IPage page) => Eventually.Async(
        async () =>
        {
            var open = (int)(await OpenAlertsAsync())["total"]!;
            return await CountAsync(page, "/admin/secrets/alerts") == open && (int)(await OpenAlertsAsync())["total"]! == open;
        },
        what: "As many alerts at the badge as there are open ones");

    private static Task<JsonNode> OpenAlertsAsync() => First.GetAsync($"{Alerts}?state=open&pageSize=200");
}

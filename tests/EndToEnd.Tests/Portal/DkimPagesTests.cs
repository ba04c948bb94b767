using System.Text.Json.Nodes;
using Microsoft.Playwright;
using PenguinMails.LocalComponents;
using PenguinMails.TestKit;

namespace PenguinMails.EndToEnd.Tests.Portal;

/// <summary>A tenant reads its domain's DNS records and has them looked at; an administrator sees the same.</summary>
[Category("System")]
internal sealed class DkimPagesTests
{
    private const string Page = "/dashboard/settings/email/dkim";

    [Test]
    public async Task Owner_OfAManagedDomain_SeesThatItsRecordIsThere()
    {
        var owner = DevelopmentUser.AcmeOwner;
        await WaitForAsync(owner, "acme.example", status => status == "active");
        await using var browser = await PortalBrowser.StartAsync();
        var page = await browser.OpenAsync();
        await page.GotoAsync(Page);
        await page.SignInAsync(owner);

        await page.SeeAsync("acme.example");
        await Assertions.Expect(page.GetByText("Published by us")).ToBeVisibleAsync();
        await page.Button("Check now: acme.example").ClickAsync();
        await page.StepUpAsync(owner);
        await Assertions.Expect(page.GetByText("Every record matches.")).ToBeVisibleAsync(new LocatorAssertionsToBeVisibleOptions { Timeout = 180_000 });
        await PageCheck.LooksGoodAsync(page, "dkim-managed", page.GetByText("Signs now").First);
        await PageCheck.FitsAsync(page, "dkim-managed", 360);
        await KeyboardCheck.ReachesAllAsync(page, "dkim-managed");
        Assert.That(browser.Faults, Is.Empty);
    }

    [Test]
    public async Task Owner_OfADomainThatTheyPublishThemselves_SeesWhatToPublish()
    {
        var owner = DevelopmentUser.CumulusOwner;
        await WaitForAsync(owner, "cumulus.example", status => status is "waiting_for_dns" or "active");
        var record = ItemsOf(await RunningSystem.UserOf(owner).GetAsync("/api/v1/tenant/dkim/cumulus.example/dns-records"))[0]!;
        await using var browser = await PortalBrowser.StartAsync();
        var page = await browser.OpenAsync();
        await page.GotoAsync(Page);
        await page.SignInAsync(owner);

        await page.SeeAsync("cumulus.example");
        await Assertions.Expect(page.GetByText("Published by you")).ToBeVisibleAsync();
        await PageCheck.LooksGoodAsync(page, "dkim-manual", page.GetByText((string)record["name"]!).First);
        await Assertions.Expect(page.GetByText((string)record["value"]!).First).ToBeVisibleAsync();
        Assert.That(browser.Faults, Is.Empty);
    }

    [Test]
    public async Task Administrator_SeesTheRecordsOfATenantsDomain()
    {
        var admin = DevelopmentUser.PlatformAdmin;
        await WaitForAsync(DevelopmentUser.AcmeOwner, "acme.example", status => status == "active");
        await using var browser = await PortalBrowser.StartAsync();
        var page = await browser.OpenAsync();
        await page.GotoAsync($"/admin/secrets/tenants/{DevelopmentTenant.Acme.Id}");
        await page.SignInAsync(admin);

        await page.Button("DNS records: acme.example").ClickAsync();
        await PageCheck.LooksGoodAsync(page, "tenant-dkim", page.GetByText("Signs now").First);
        await PageCheck.FitsAsync(page, "tenant-dkim", 360);
        Assert.That(browser.Faults, Is.Empty);
    }

    private static Task WaitForAsync(DevelopmentUser owner, string domain, Func<string?, bool> isRight) => Eventually.Async(
        async () => ItemsOf(await RunningSystem.UserOf(owner).GetAsync("/api/v1/tenant/dkim")).Any(key => (string?)key!["domain"] == domain && isRight((string?)key["status"])),
        TimeSpan.FromMinutes(5),
        what: $"The DKIM key of {domain}");

    /// <summary>Of a list, or of a page of one.</summary>
    private static JsonArray ItemsOf(JsonNode list) => (list as JsonArray ?? list["items"])!.AsArray();
}

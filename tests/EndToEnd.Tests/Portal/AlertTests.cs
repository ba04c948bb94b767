using Microsoft.Playwright;
using PenguinMails.LocalComponents;

namespace PenguinMails.EndToEnd.Tests.Portal;

/// <summary>An administrator looks after the alerts; nothing of a tenant's pages is there for them.</summary>
[Category("System")]
internal sealed class AlertTests
{
    [Test]
    public async Task Administrator_SeesTheAlertsAndNoTenantsPages()
    {
        var admin = await Colleague.OfAsync(DevelopmentUser.SecondAdmin);
        await using var browser = await PortalBrowser.StartAsync();
        var page = await browser.OpenAsync();
        await page.GotoAsync("/admin/secrets/alerts");
        await page.SignInAsync(admin);

        await page.SeeAsync("Alerts");
        await PageCheck.LooksGoodAsync(page, "alerts", page.GetByText("Open", new PageGetByTextOptions { Exact = true }));
        await PageCheck.FitsAsync(page, "alerts", 360);
        await page.GotoAsync(PortalPages.SshAccess);
        await page.SeeAsync("Page not found");
        Assert.That(browser.Faults, Is.Empty);
    }
}

using System.Text.RegularExpressions;
using Microsoft.Playwright;
using PenguinMails.LocalComponents;
using PenguinMails.TestKit;

namespace PenguinMails.EndToEnd.Tests.Portal;

/// <summary>Those who look after all tenants find one, and an administrator rotates its key: everything with the browser, on real servers.</summary>
[Category("System")]
internal sealed class TenantPagesTests
{
    private static readonly string Details = $"/api/v1/admin/secrets/tenant/{DevelopmentTenant.Cumulus.Id}";

    [Test]
    public async Task Operator_LooksForATenant_AndReadsAlone()
    {
        await using var browser = await PortalBrowser.StartAsync();
        var page = await browser.OpenAsync();
        await page.GotoAsync("/");
        await page.SignInAsync(DevelopmentUser.Operator);

        await page.SeeAsync("Secrets Management");
        await PageCheck.LooksGoodAsync(page, "tenants", RowOf(page, "Cumulus Letters"));
        await PageCheck.FitsAsync(page, "tenants", 360);
        await PageCheck.FitsAsync(page, "tenants", 640);
        await KeyboardCheck.ReachesAllAsync(page, "tenants");
        await OpenNarrowMenuAsync(page);
        await page.GetByRole(AriaRole.Searchbox, new PageGetByRoleOptions { Name = "Search", Exact = true }).FillAsync("cumulus");
        await Assertions.Expect(RowOf(page, "Acme Mail")).ToBeHiddenAsync(new LocatorAssertionsToBeHiddenOptions { Timeout = 60_000 });
        await page.GetByLabel("Secret type").SelectOptionAsync("SSH keys");
        await Assertions.Expect(page).ToHaveURLAsync(new Regex("search=cumulus.*secretType=ssh", RegexOptions.None, TimeSpan.FromSeconds(1)));

        await page.ReloadAsync();
        await KeyboardCheck.PressAsync(page, page.Button("Secrets of Cumulus Letters"), "Enter");
        await PageCheck.LooksGoodAsync(page, "tenants-open", page.GetByRole(AriaRole.Region, new PageGetByRoleOptions { Name = "Tenant SSH key" }));
        await KeyboardCheck.PressAsync(page, page.GetByRole(AriaRole.Link, new PageGetByRoleOptions { Name = "Details of Cumulus Letters" }), "Enter");
        await PageCheck.LooksGoodAsync(page, "tenant-operator", page.Heading("Tenant SSH key"));
        Assert.That(await page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Rotate now" }).CountAsync(), Is.Zero);

        await page.GetByRole(AriaRole.Link, new PageGetByRoleOptions { Name = "Rotation", Exact = true }).ClickAsync();
        await PageCheck.LooksGoodAsync(page, "rotation-operator", page.GetByRole(AriaRole.Rowheader, new PageGetByRoleOptions { Name = "SSH keys" }).First);
        Assert.That(await page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Rotate All SSH Keys" }).CountAsync(), Is.Zero);
        await page.GotoAsync("/admin/secrets/audit");
        await page.SeeAsync("Page not found");
        Assert.That(browser.Faults, Is.Empty);
    }

    [Test]
    public async Task Administrator_RotatesATenantsKey_AndFindsItInTheAuditLog()
    {
        var admin = await Colleague.OfAsync(DevelopmentUser.SecondAdmin);
        await Eventually.Async(
            async () => (await RunningSystem.UserOf(admin).GetAsync(Details))["ssh"]!["tenant"] is { } key && (string?)key["status"] == "active" && key["operation"] is null,
            what: "A key without running operations");
        await using var browser = await PortalBrowser.StartAsync();
        var page = await browser.OpenAsync();
        await page.GotoAsync($"/admin/secrets/tenants/{DevelopmentTenant.Cumulus.Id}");
        await page.SignInAsync(admin);

        await PageCheck.LooksGoodAsync(page, "tenant", page.Button("Rotate now: Tenant SSH key"));
        await PageCheck.FitsAsync(page, "tenant", 360);
        await PageCheck.FitsAsync(page, "tenant", 640);
        await page.Button("Emergency reset: Tenant SSH key").ClickAsync();
        await PageCheck.LooksGoodAsync(page, "emergency-reset", page.GetByLabel("Incident ID"), isWhole: false);
        await page.Button("Cancel").ClickAsync();

        var reason = $"Browser {Guid.CreateVersion7():N}";
        await page.Button("Rotate now: Tenant SSH key").ClickAsync();
        var dialog = page.DialogNamed("Rotate Tenant SSH key of Cumulus Letters?");
        await dialog.GetByLabel("Reason").FillAsync(reason);
        await dialog.Press("Rotate now").ClickAsync();
        await page.StepUpAsync(admin);
        await page.SeeAsync("Rotation finished");
        await page.Button("View rotation history: Tenant SSH key").ClickAsync();
        await PageCheck.LooksGoodAsync(page, "tenant-rotated", page.GetByText(reason));

        await page.GetByRole(AriaRole.Link, new PageGetByRoleOptions { Name = "View audit trail: Tenant SSH key" }).ClickAsync();
        await PageCheck.LooksGoodAsync(page, "audit", page.GetByText("ssh_key.rotate", new PageGetByTextOptions { Exact = true }).First);
        await PageCheck.FitsAsync(page, "audit", 360);
        await PageCheck.FitsAsync(page, "audit", 640);
        await KeyboardCheck.ReachesAllAsync(page, "audit");
        await page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Details of record" }).First.ClickAsync();
        await PageCheck.LooksGoodAsync(page, "audit-record", page.GetByText("Hash", new PageGetByTextOptions { Exact = true }), isWhole: false);
        await page.Keyboard.PressAsync("Escape");
        await page.Button("Verify now").ClickAsync();
        await PageCheck.LooksGoodAsync(page, "audit-verified", page.GetByText("The ledger is intact"));
        Assert.That(browser.Faults, Is.Empty);
    }

    private static async Task OpenNarrowMenuAsync(IPage page)
    {
        var before = page.ViewportSize!;
        await page.SetViewportSizeAsync(360, before.Height);
        var rotation = page.GetByRole(AriaRole.Link, new PageGetByRoleOptions { Name = "Rotation", Exact = true });
        await Assertions.Expect(rotation).ToBeHiddenAsync();
        await page.Button("Menu").ClickAsync();
        await PageCheck.LooksGoodAsync(page, "menu", rotation, isWhole: false);
        await page.SetViewportSizeAsync(before.Width, before.Height);
        await Assertions.Expect(page.Button("Menu")).ToBeHiddenAsync();
    }

    private static ILocator RowOf(IPage page, string tenant) => page.GetByRole(AriaRole.Rowheader, new PageGetByRoleOptions { Name = tenant, Exact = true });
}

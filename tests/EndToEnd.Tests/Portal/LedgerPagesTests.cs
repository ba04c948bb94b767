using Microsoft.Playwright;
using PenguinMails.LocalComponents;

namespace PenguinMails.EndToEnd.Tests.Portal;

/// <summary>An administrator makes reports, looks after the ledger, and sets a policy with a maintenance window.</summary>
[Category("System")]
internal sealed class LedgerPagesTests
{
    private DevelopmentUser _admin = null!;

    [SetUp]
    public async Task InviteAsync() => _admin = await Colleague.OfAsync(DevelopmentUser.SecondAdmin);

    [Test]
    public async Task Administrator_MakesReports_AndAsksForAnErasure()
    {
        await using var browser = await PortalBrowser.StartAsync();
        var page = await browser.OpenAsync();
        await page.GotoAsync("/admin/secrets/reports?report=access");
        await page.SignInAsync(_admin);
        await page.Button("Show").ClickAsync();
        await PageCheck.LooksGoodAsync(page, "access-report", page.GetByRole(AriaRole.Status).Filter(new LocatorFilterOptions { HasText = " to " }));
        await PageCheck.FitsAsync(page, "access-report", 360);

        await page.GetByText("Compliance", new PageGetByTextOptions { Exact = true }).ClickAsync();
        await page.Button("Make report").ClickAsync();
        await page.GetByText("Logical access").ClickAsync();
        await PageCheck.LooksGoodAsync(page, "compliance", page.GetByText("Sign-ins failed").First);
        await PageCheck.FitsAsync(page, "compliance", 360);
        var file = await page.RunAndWaitForDownloadAsync(() => page.Button("Download as HTML").ClickAsync());
        Assert.That(await File.ReadAllTextAsync(await file.PathAsync()), Does.StartWith("<!doctype html>").IgnoreCase);

        await page.GotoAsync("/admin/secrets/audit/ledger");
        await page.Button("Show").ClickAsync();
        await page.Button("Show public keys").ClickAsync();
        await PageCheck.LooksGoodAsync(page, "ledger", page.Heading("Key version 1"));
        await PageCheck.FitsAsync(page, "ledger", 360);
        await page.Button("Request erasure").ClickAsync();
        var dialog = page.DialogNamed("Request erasure");
        await PageCheck.LooksGoodAsync(page, "erasure", dialog.GetByLabel("E-mail address"), isWhole: false);
        var reason = $"Request {Guid.CreateVersion7():N}";
        await dialog.GetByLabel("E-mail address").FillAsync("gone@elsewhere.example");
        await dialog.GetByLabel("Reason").FillAsync(reason);
        await dialog.Press("Request erasure").ClickAsync();
        await page.StepUpAsync(_admin);
        await Assertions.Expect(page.GetByRole(AriaRole.Row, new PageGetByRoleOptions { Name = reason }).GetByText("Waits for approval")).ToBeVisibleAsync();
        Assert.That(browser.Faults, Is.Empty);
    }

    [Test]
    public async Task Policy_WithAWindow_IsSet_ListedAndRemoved()
    {
        await using var browser = await PortalBrowser.StartAsync();
        var page = await browser.OpenAsync();
        await page.GotoAsync("/admin/secrets/rotation");
        await page.SignInAsync(_admin);

        // No secret has this type here: nothing of other tests is rescheduled.
        await page.Button("Change policy: DKIM keys").ClickAsync();
        var dialog = page.DialogNamed("Change policy: DKIM keys");
        await dialog.Press("Add window").ClickAsync();
        await dialog.GetByText("Sat", new LocatorGetByTextOptions { Exact = true }).ClickAsync();
        await dialog.GetByLabel("Time zone").FillAsync("Europe/Berlin");
        await dialog.GetByLabel("Downloads").FillAsync("20");
        await PageCheck.LooksGoodAsync(page, "policy-window", dialog.GetByLabel("Opens"), isWhole: false);
        var reason = $"Nights {Guid.CreateVersion7():N}";
        await dialog.GetByLabel("Reason").FillAsync(reason);
        await dialog.Press("Save policy").ClickAsync();
        await page.StepUpAsync(_admin);
        await Assertions.Expect(page.GetByText("Sat 02:00–05:00 Europe/Berlin").First).ToBeVisibleAsync();

        await page.Button("Show policy changes").ClickAsync();
        await PageCheck.LooksGoodAsync(page, "policy-changes", page.GetByRole(AriaRole.Row, new PageGetByRoleOptions { Name = reason }));
        await page.Button("Back to default: DKIM keys").ClickAsync();
        var remove = page.DialogNamed("Back to default: DKIM keys");
        await remove.GetByLabel("Reason").FillAsync(reason);
        await remove.Press("Back to default").ClickAsync();
        await Assertions.Expect(page.Button("Back to default: DKIM keys")).ToBeHiddenAsync();
        Assert.That(browser.Faults, Is.Empty);
    }
}

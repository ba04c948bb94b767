using Microsoft.Playwright;
using PenguinMails.LocalComponents;

namespace PenguinMails.EndToEnd.Tests.Portal;

/// <summary>An export is asked for by one administrator and approved by another, in two browsers.</summary>
[Category("System")]
internal sealed class ExportPagesTests
{
    [Test]
    public async Task Export_AskedForByOne_IsApprovedByAnotherAndDownloaded()
    {
        // Whom the same administrator has invited are not independent of each other: one of them does not decide on the other's request.
        var (first, second) = (await Colleague.OfAsync(DevelopmentUser.PlatformAdmin), DevelopmentUser.SecondAdmin);
        await using var browser = await PortalBrowser.StartAsync();
        var asking = await browser.OpenAsync();
        await asking.GotoAsync("/admin/secrets/audit?action=sign_in&outcome=success");
        await asking.SignInAsync(first);
        var reason = $"Browser {Guid.CreateVersion7():N}";
        // Asked for with the keyboard alone.
        await KeyboardCheck.PressAsync(asking, asking.Button("Request export"), "Enter");
        var dialog = asking.DialogNamed("Request export");
        await Assertions.Expect(dialog.GetByLabel("Reason")).ToBeFocusedAsync();
        await asking.Keyboard.TypeAsync(reason);
        await PageCheck.LooksGoodAsync(asking, "export", dialog.GetByText("action=sign_in, outcome=success"), isWhole: false);
        await KeyboardCheck.PressAsync(asking, dialog.Press("Request"), "Enter");
        await asking.StepUpAsync(first);
        await PageCheck.LooksGoodAsync(asking, "export-waits", RowOf(asking, reason).GetByText("Waits for approval"));

        var deciding = await browser.OpenAsync();
        await deciding.GotoAsync("/admin/secrets/approvals");
        await deciding.SignInAsync(second);
        var card = deciding.Locator("section", new PageLocatorOptions { HasText = reason });
        await PageCheck.LooksGoodAsync(deciding, "approvals", card.First);
        await PageCheck.FitsAsync(deciding, "approvals", 360);
        await PageCheck.FitsAsync(deciding, "approvals", 640);
        await Assertions.Expect(deciding.GetByRole(AriaRole.Link, new PageGetByRoleOptions { Name = "waiting" }).First).ToBeVisibleAsync();
        await card.GetByRole(AriaRole.Button, new LocatorGetByRoleOptions { Name = "Approve: " }).ClickAsync();
        await PageCheck.LooksGoodAsync(deciding, "approve", deciding.DialogNamed("Approve this request?"), isWhole: false);
        await deciding.DialogNamed("Approve this request?").Press("Approve").ClickAsync();
        await deciding.StepUpAsync(second);
        await Assertions.Expect(card).ToBeHiddenAsync(new LocatorAssertionsToBeHiddenOptions { Timeout = 60_000 });

        await asking.ReloadAsync();
        var file = await asking.RunAndWaitForDownloadAsync(
            () => RowOf(asking, reason).GetByRole(AriaRole.Button, new LocatorGetByRoleOptions { Name = $"Download: {reason}" }).ClickAsync());
        Assert.That(file.SuggestedFilename, Does.Match("^audit-[0-9a-f-]{36}\\.csv$"));
        Assert.That(await File.ReadAllTextAsync(await file.PathAsync()), Does.Contain("sign_in"));
        await PageCheck.LooksGoodAsync(asking, "export-approved", RowOf(asking, reason));
        Assert.That(browser.Faults, Is.Empty);
    }

    private static ILocator RowOf(IPage page, string reason) => page.GetByRole(AriaRole.Row, new PageGetByRoleOptions { Name = reason });
}

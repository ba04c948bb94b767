using Microsoft.Playwright;
using PenguinMails.LocalComponents;

namespace PenguinMails.EndToEnd.Tests.Portal;

/// <summary>A tenant's owner looks after the own people and notifications; a tenant's admin does not see the people.</summary>
[Category("System")]
internal sealed class PeoplePagesTests
{
    private const string People = "/dashboard/people";

    [Test]
    public async Task Owner_InvitesAndDisablesAColleague()
    {
        var owner = await Colleague.OfAsync(DevelopmentUser.BorealisOwner);
        var colleague = $"colleague-{Guid.CreateVersion7():N}@borealis.example";
        await using var browser = await PortalBrowser.StartAsync();
        var page = await browser.OpenAsync();
        await page.GotoAsync(People);
        await page.SignInAsync(owner);
        await PageCheck.LooksGoodAsync(page, "people", page.GetByText("You", new PageGetByTextOptions { Exact = true }));
        await PageCheck.FitsAsync(page, "people", 360);

        await page.Button("Invite").ClickAsync();
        var invite = page.DialogNamed("Invite a user");
        await PageCheck.LooksGoodAsync(page, "people-invite", invite.GetByLabel("E-mail address"), isWhole: false);
        await invite.GetByLabel("E-mail address").FillAsync(colleague);
        await invite.Press("Invite").ClickAsync();
        await page.StepUpAsync(owner);
        var link = page.DialogNamed("Invitation link");
        await Assertions.Expect(link.GetByText("/invitations/")).ToBeVisibleAsync();
        await page.Keyboard.PressAsync("Escape");
        await Assertions.Expect(page.GetByText("/invitations/")).ToBeHiddenAsync();

        await page.Button($"Disable: {colleague}").ClickAsync();
        var disable = page.DialogNamed($"Disable {colleague}?");
        await disable.GetByLabel("Reason").FillAsync("Did not come");
        await disable.Press("Disable").ClickAsync();
        await Assertions.Expect(page.Button($"Enable: {colleague}")).ToBeVisibleAsync();

        await page.GetByRole(AriaRole.Link, new PageGetByRoleOptions { Name = "Notifications" }).ClickAsync();
        await PageCheck.LooksGoodAsync(page, "notifications", page.GetByLabel("A key was rotated"));
        await PageCheck.FitsAsync(page, "notifications", 360);
        await page.GetByLabel("A key was issued").SetCheckedAsync(false);
        await page.Button("Save choice").ClickAsync();
        await Assertions.Expect(page.GetByText("Saved", new PageGetByTextOptions { Exact = true })).ToBeVisibleAsync();
        await page.Button("Add webhook").ClickAsync();
        await PageCheck.LooksGoodAsync(page, "webhook", page.DialogNamed("Add a webhook").GetByLabel("Address"), isWhole: false);
        await page.Keyboard.PressAsync("Escape");
        await page.GetByRole(AriaRole.Link, new PageGetByRoleOptions { Name = "Activity" }).ClickAsync();
        await PageCheck.LooksGoodAsync(page, "activity-filters", page.GetByLabel("Outcome", new PageGetByLabelOptions { Exact = true }));
        await PageCheck.FitsAsync(page, "activity-filters", 360);
        Assert.That(browser.Faults, Is.Empty);
    }

    [Test]
    public async Task TenantAdmin_HasNoPageOfPeople()
    {
        var admin = await Colleague.OfAsync(DevelopmentUser.AcmeAdmin);
        await using var browser = await PortalBrowser.StartAsync();
        var page = await browser.OpenAsync();
        await page.GotoAsync(People);
        await page.SignInAsync(admin);

        await page.SeeAsync("Page not found");
        await Assertions.Expect(page.GetByRole(AriaRole.Link, new PageGetByRoleOptions { Name = "People" })).ToHaveCountAsync(0);
    }
}

using System.Net;
using Microsoft.Playwright;
using PenguinMails.LocalComponents;
using PenguinMails.TestKit;

namespace PenguinMails.EndToEnd.Tests.Portal;

/// <summary>An administrator asks for a deletion with the browser, and sees in the list what became of it.</summary>
[Category("System")]
internal sealed class DeletionPagesTests
{
    private const string Deletions = "/api/v1/admin/secrets/deletions";

    private static readonly DevelopmentTenant Tenant = DevelopmentTenant.Acme;

    private DevelopmentUser _admin = null!;

    [SetUp]
    public async Task InviteAsync() => _admin = await Colleague.OfAsync(DevelopmentUser.PlatformAdmin);

    [Test]
    public async Task Deletion_ThatIsAskedFor_IsListed_UntilAnotherAdministratorHasDecided()
    {
        await using var browser = await PortalBrowser.StartAsync();
        var page = await browser.OpenAsync();
        await page.GotoAsync($"/admin/secrets/tenants/{Tenant.Id}");
        await page.SignInAsync(_admin);
        var reason = $"No longer needed, ticket {Guid.CreateVersion7().ToString()[^8..]}";
        await page.Button("Delete: Tenant SSH key").ClickAsync();
        var dialog = page.DialogNamed($"Delete Tenant SSH key of {Tenant.Name}?");
        await dialog.GetByLabel($"Type {Tenant.Name} to confirm").FillAsync(Tenant.Name);
        await dialog.GetByLabel("Reason").FillAsync(reason);
        await dialog.Press("Delete").ClickAsync();
        await page.StepUpAsync(_admin);
        await page.GetByRole(AriaRole.Link, new PageGetByRoleOptions { Name = "Deletions" }).ClickAsync();

        var row = page.GetByRole(AriaRole.Row, new PageGetByRoleOptions { Name = reason });
        await PageCheck.LooksGoodAsync(page, "deletions", row.GetByText("Waits for approval"));
        await Assertions.Expect(row.GetByRole(AriaRole.Link, new LocatorGetByRoleOptions { Name = Tenant.Name })).ToBeVisibleAsync();
        Assert.That(await row.GetByText("Decide").CountAsync(), Is.Zero, "the own request");
        await RejectAsync(reason);
        await Assertions.Expect(row.GetByText("Rejected")).ToBeVisibleAsync();
        await PageCheck.LooksGoodAsync(page, "deletions-decided", row.GetByText("Still in use"));
        await PageCheck.FitsAsync(page, "deletions", 360);
        await PageCheck.FitsAsync(page, "deletions", 640);
        await KeyboardCheck.ReachesAllAsync(page, "deletions");

        await page.GetByLabel("Status").SelectOptionAsync("Waits for approval");
        await Assertions.Expect(row).ToBeHiddenAsync();
        Assert.That(page.Url, Does.EndWith("/admin/secrets/deletions?status=pending"));
        Assert.That(browser.Faults, Is.Empty);
    }

    private static async Task RejectAsync(string reason)
    {
        var second = RunningSystem.UserOf(DevelopmentUser.SecondAdmin);
        var deletion = await Eventually.GetAsync(
            async () => (await second.GetAsync(Deletions))["items"]!.AsArray().SingleOrDefault(one => (string?)one!["reason"] == reason)!, found => found is not null, what: "The request");
        using var rejected = await second.SendAsync(HttpMethod.Post, $"{Deletions}/{(string)deletion["deletionId"]!}/reject", new { reason = "Still in use" }, stepUp: true);
        Assert.That(rejected.StatusCode, Is.EqualTo(HttpStatusCode.OK));
    }
}

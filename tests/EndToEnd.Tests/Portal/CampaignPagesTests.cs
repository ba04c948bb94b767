using System.Net;
using Microsoft.Playwright;
using PenguinMails.LocalComponents;
using PenguinMails.TestKit;
using PenguinMails.TestKit.Platform;

namespace PenguinMails.EndToEnd.Tests.Portal;

/// <summary>An administrator counts a bulk rotation, follows one to its end, and looks at policies and dates.</summary>
[Category("System")]
internal sealed class CampaignPagesTests
{
    private const string Secrets = "/api/v1/admin/secrets";

    private readonly DevelopmentUser _admin = DevelopmentUser.PlatformAdmin;

    [Test]
    public async Task Administrator_FollowsACampaign_ToItsEnd()
    {
        await Eventually.Async(
            async () => (await RunningSystem.UserOf(_admin).GetAsync($"{Secrets}/tenant/{DevelopmentTenant.Acme.Id}"))["ssh"]!["tenant"] is { } key
                && (string?)key["status"] == "active" && key["operation"] is null,
            what: "A key without running operations");
        await using var browser = await PortalBrowser.StartAsync();
        var page = await browser.OpenAsync();
        await page.GotoAsync("/admin/secrets/rotation");
        await page.SignInAsync(_admin.Email, DevelopmentUser.Password, () => RunningSystem.CodeAsync(_admin));
        await PageCheck.LooksGoodAsync(page, "rotation", page.GetByRole(AriaRole.Rowheader, new PageGetByRoleOptions { Name = "SSH keys" }).First);
        await PageCheck.FitsAsync(page, "rotation", 360);
        await PageCheck.FitsAsync(page, "rotation", 640);
        await KeyboardCheck.ReachesAllAsync(page, "rotation");

        await page.Button("Rotate All SSH Keys").ClickAsync();
        await page.StepUpAsync(_admin);
        var bulk = page.DialogNamed("Rotate All SSH Keys");
        await PageCheck.LooksGoodAsync(page, "bulk", bulk.GetByText("This rotates "), isWhole: false);
        await bulk.GetByLabel("Reason").FillAsync("Nothing was typed");
        await bulk.Press("Start rotation").ClickAsync();
        await Assertions.Expect(bulk.GetByText("exactly.")).ToBeVisibleAsync();
        await bulk.Press("Cancel").ClickAsync();
        await page.Button("Change policy: SSH keys").First.ClickAsync();
        await PageCheck.LooksGoodAsync(page, "policy", page.GetByLabel("Interval in days"), isWhole: false);
        await page.Button("Cancel").ClickAsync();

        // Other tests have left tenants whose servers are gone: this campaign is for those of one tenant.
        var secrets = (await RunningSystem.UserOf(_admin).GetAsync($"{Secrets}/rotation-schedule?tenantId={DevelopmentTenant.Acme.Id}"))["items"]!.AsArray()
            .Select(item => new { tenantId = DevelopmentTenant.Acme.Id, type = (string)item!["secretType"]!, name = (string)item["secretName"]! }).ToArray();
        using var begun = await RunningSystem.UserOf(_admin).SendAsync(
            HttpMethod.Post, $"{Secrets}/rotate-all", new { secretType = "ssh", scope = "selected", secrets, reason = "Seen in the browser", confirm = true }, stepUp: true);
        await SignedInUser.ReadAsync(begun, HttpStatusCode.Accepted);
        await page.ReloadAsync();
        await page.GetByRole(AriaRole.Row, new PageGetByRoleOptions { Name = "Seen in the browser" }).GetByRole(AriaRole.Link).ClickAsync();
        await Assertions.Expect(page.GetByText($"{secrets.Length} of {secrets.Length} finished")).ToBeVisibleAsync(new LocatorAssertionsToBeVisibleOptions { Timeout = 180_000 });
        await PageCheck.LooksGoodAsync(page, "campaign", page.GetByText("Completed").First);
        await PageCheck.FitsAsync(page, "campaign", 360);
        Assert.That(browser.Faults, Is.Empty);
    }
}

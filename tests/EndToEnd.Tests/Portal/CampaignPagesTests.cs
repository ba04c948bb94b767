using System.Text.Json.Nodes;
using Microsoft.Playwright;
using PenguinMails.LocalComponents;
using PenguinMails.TestKit;
using PenguinMails.TestKit.Platform;

namespace PenguinMails.EndToEnd.Tests.Portal;

/// <summary>An administrator counts a bulk rotation of all tenants, starts it, and follows it to its end; then looks at policies and dates.</summary>
[Category("System")]
internal sealed class CampaignPagesTests
{
    private const string Secrets = "/api/v1/admin/secrets";

    private DevelopmentUser _admin = null!;

    private static SignedInUser Admin => RunningSystem.UserOf(DevelopmentUser.PlatformAdmin);

    [SetUp]
    public async Task InviteAsync() => _admin = await Colleague.OfAsync(DevelopmentUser.PlatformAdmin);

    [Test]
    public async Task Administrator_RotatesAllKeys_AndFollowsThemToTheEnd()
    {
        await AbandonDeadServersAsync();
        await IdleAsync();
        var (secrets, tenants) = await CountAsync();
        Assert.That(tenants, Is.GreaterThanOrEqualTo(3));
        await using var browser = await PortalBrowser.StartAsync();
        var page = await browser.OpenAsync();
        await page.GotoAsync("/admin/secrets/rotation");
        await page.SignInAsync(_admin);
        await Assertions.Expect(page.GetByRole(AriaRole.Link, new PageGetByRoleOptions { Name = "Acme Mail" }).First).ToBeVisibleAsync();
        await PageCheck.LooksGoodAsync(page, "rotation", page.GetByRole(AriaRole.Rowheader, new PageGetByRoleOptions { Name = "SSH keys" }).First);
        await PageCheck.FitsAsync(page, "rotation", 360);
        await PageCheck.FitsAsync(page, "rotation", 640);
        await KeyboardCheck.ReachesAllAsync(page, "rotation");
        await page.Button("Change policy: SSH keys").First.ClickAsync();
        await PageCheck.LooksGoodAsync(page, "policy", page.GetByLabel("Interval in days"), isWhole: false);
        await page.Button("Cancel").ClickAsync();

        await page.Button("Rotate All SSH Keys").ClickAsync();
        await page.StepUpAsync(_admin);
        var bulk = page.DialogNamed("Rotate All SSH Keys");
        await PageCheck.LooksGoodAsync(page, "bulk", bulk.GetByText($"This rotates {secrets} secrets of {tenants} tenants on {tenants} servers."), isWhole: false);
        var reason = $"Quarterly review {Guid.CreateVersion7().ToString()[^8..]}";
        await bulk.GetByLabel("Reason").FillAsync(reason);
        await bulk.Press("Start rotation").ClickAsync();
        await Assertions.Expect(bulk.GetByText("exactly.")).ToBeVisibleAsync();
        await bulk.GetByLabel($"Type rotate {secrets} to confirm").FillAsync($"rotate {secrets}");
        await bulk.Press("Start rotation").ClickAsync();

        await page.SeeAsync("All SSH keys");
        await Assertions.Expect(page.GetByText($"{secrets} of {secrets} finished")).ToBeVisibleAsync();
        await Assertions.Expect(page.GetByText("Completed").First).ToBeVisibleAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Cell, new PageGetByRoleOptions { Name = "Rotated" })).ToHaveCountAsync(secrets);
        foreach (var tenant in DevelopmentTenant.All)
        {
            await Assertions.Expect(page.GetByRole(AriaRole.Link, new PageGetByRoleOptions { Name = tenant.Name })).ToHaveCountAsync(2);
        }

        await PageCheck.LooksGoodAsync(page, "campaign", page.GetByText("Completed").First);
        await PageCheck.FitsAsync(page, "campaign", 360);
        await page.GetByRole(AriaRole.Link, new PageGetByRoleOptions { Name = "Rotation" }).First.ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Row, new PageGetByRoleOptions { Name = reason }).GetByText("Completed")).ToBeVisibleAsync();
        Assert.That(browser.Faults, Is.Empty);
    }

    /// <summary>Other tests have left tenants whose servers are gone: a campaign of everything would wait for those.</summary>
    private async Task AbandonDeadServersAsync()
    {
        var tenants = (await Admin.GetAsync($"{Secrets}/tenants?pageSize=200"))["items"]!.AsArray().Select(tenant => (Guid)tenant!["tenantId"]!);
        foreach (var tenant in tenants.Except(DevelopmentTenant.All.Select(tenant => tenant.Id)))
        {
            var details = await Admin.GetAsync($"{Secrets}/tenant/{tenant}");
            if (details["vpsIp"] is not null && !(bool)details["isServerAbandoned"]!)
            {
                var abandonment = await Admin.RunOperationAsync($"/api/v1/admin/tenants/{tenant}/server/abandon", new { reason = "The test that used it is over" });
                Assert.That((string)abandonment["status"]!, Is.EqualTo("succeeded"), () => abandonment.ToJsonString());
            }
        }
    }

    private Task IdleAsync() => Eventually.Async(
        async () =>
        {
            foreach (var tenant in DevelopmentTenant.All)
            {
                var keys = (await Admin.GetAsync($"{Secrets}/tenant/{tenant.Id}"))["ssh"]!.AsObject().Select(key => key.Value!);
                if (!keys.All(key => (string?)key["status"] == "active" && key["operation"] is null))
                {
                    return false;
                }
            }

            return (await ScheduleAsync()).Select(item => (Guid)item!["tenantId"]!).All(id => DevelopmentTenant.All.Any(tenant => tenant.Id == id));
        },
        what: "Every tenant's keys without running operations, and nobody else's");

    private async Task<(int Secrets, int Tenants)> CountAsync()
    {
        var scheduled = await ScheduleAsync();
        return (scheduled.Count, scheduled.Select(item => (Guid)item!["tenantId"]!).Distinct().Count());
    }

    private async Task<JsonArray> ScheduleAsync() => (await Admin.GetAsync($"{Secrets}/rotation-schedule?secretType=ssh&pageSize=200"))["items"]!.AsArray();
}

using Microsoft.Playwright;
using PenguinMails.LocalComponents;
using PenguinMails.TestKit;

namespace PenguinMails.EndToEnd.Tests.Portal;

/// <summary>Somebody has put a key of their own on a tenant's server. An administrator finds it there, and has it removed.</summary>
[Category("System")]
internal sealed class DriftPagesTests
{
    private static readonly DevelopmentTenant Tenant = DevelopmentTenant.Cumulus;

    private DevelopmentUser _admin = null!;

    [SetUp]
    public async Task InviteAsync() => _admin = await Colleague.OfAsync(DevelopmentUser.SecondAdmin);

    [Test]
    public async Task ForeignKey_OnATenantsServer_IsFoundAndRemoved()
    {
        var details = $"/api/v1/admin/secrets/tenant/{Tenant.Id}";
        await Eventually.Async(
            async () => (await RunningSystem.UserOf(DevelopmentUser.SecondAdmin).GetAsync(details))["ssh"]!["tenant"] is { } key && (string?)key["status"] == "active" && key["operation"] is null && key["graceEndsAt"] is null,
            what: "A key without running operations");
        var (key, fingerprint) = await AddForeignKeyAsync();
        await using var browser = await PortalBrowser.StartAsync();
        var page = await browser.OpenAsync();
        await page.GotoAsync($"/admin/secrets/tenants/{Tenant.Id}");
        await page.SignInAsync(_admin);

        await page.Button("Check now").ClickAsync();
        await page.StepUpAsync(_admin);
        await Assertions.Expect(page.GetByText("Checked: ")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Link, new PageGetByRoleOptions { Name = "1 open finding" }).ClickAsync();
        var card = page.Locator("section", new PageLocatorOptions { HasText = fingerprint });
        await PageCheck.LooksGoodAsync(page, "drift-findings", card.GetByText("Unknown key"));
        await PageCheck.FitsAsync(page, "drift-findings", 360);
        await PageCheck.FitsAsync(page, "drift-findings", 640);
        await KeyboardCheck.ReachesAllAsync(page, "drift-findings");
        await Assertions.Expect(card.GetByRole(AriaRole.Link, new LocatorGetByRoleOptions { Name = Tenant.Name })).ToBeVisibleAsync();

        await card.GetByRole(AriaRole.Button, new LocatorGetByRoleOptions { Name = "Remove from server: " }).ClickAsync();
        var dialog = page.DialogNamed("Remove this key from the server?");
        await dialog.GetByLabel("Reason").FillAsync("Nobody knows this key");
        await PageCheck.LooksGoodAsync(page, "drift-remove", dialog.GetByText("Whoever uses this key loses access at once."), isWhole: false);
        await dialog.Press("Remove from server").ClickAsync();
        await page.SeeAsync("Repair finished");
        await PageCheck.LooksGoodAsync(page, "drift-repaired", page.Heading("Repair finished"));
        Assert.That(await File.ReadAllTextAsync(AuthorizedKeys), Does.Not.Contain(key), "on the server");

        await page.GetByLabel("State").SelectOptionAsync("Resolved");
        await PageCheck.LooksGoodAsync(page, "drift-resolved", card.GetByText("Nobody knows this key"));
        Assert.That(browser.Faults, Is.Empty);
    }

    private static string AuthorizedKeys => Path.Combine(RunningServices.RootOf(Tenant), "home", Tenant.Account, ".ssh", "authorized_keys");

    /// <returns>The key as it stands in the file, and its fingerprint.</returns>
    private static async Task<(string Key, string Fingerprint)> AddForeignKeyAsync()
    {
        var file = Path.Combine(TestFolder.Create("foreign-key"), "key");
        await Tool.RunAsync("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-C", "somebody@elsewhere", "-f", file]);
        var key = (await File.ReadAllTextAsync(file + ".pub")).Trim();
        await File.AppendAllTextAsync(AuthorizedKeys, key + "\n");
        return (key.Split(' ')[1], (await Tool.RunAsync("ssh-keygen", ["-l", "-f", file + ".pub"])).Split(' ')[1]);
    }
}

using System.Net;
using Microsoft.Playwright;
using PenguinMails.LocalComponents;
using PenguinMails.TestKit;

namespace PenguinMails.EndToEnd.Tests.Portal;

/// <summary>A tenant's owner makes an API key on the page, a program uses it, and an administrator revokes it.</summary>
[Category("System")]
internal sealed class ApiKeyPagesTests
{
    [Test]
    public async Task Key_MadeOnThePage_WorksUntilAnAdministratorRevokesIt()
    {
        var owner = await Colleague.OfAsync(DevelopmentUser.CumulusOwner);
        var name = $"Dashboard {Guid.CreateVersion7():N}";
        await using var browser = await PortalBrowser.StartAsync();
        var page = await browser.OpenAsync();
        await page.GotoAsync("/dashboard/settings/api-keys");
        await page.SignInAsync(owner);

        await page.Button("Create key").ClickAsync();
        var dialog = page.DialogNamed("Create an API key");
        await PageCheck.LooksGoodAsync(page, "api-key-create", dialog.GetByLabel("Name"), isWhole: false);
        await dialog.GetByLabel("Name").FillAsync(name);
        await dialog.GetByLabel("Read the activity log").CheckAsync();
        await dialog.Press("Create key").ClickAsync();
        await page.StepUpAsync(owner);
        var shown = page.DialogNamed("Your new API key");
        var key = await shown.Locator("code").InnerTextAsync();
        Assert.That(key, Does.StartWith("pmk_"));
        await shown.Press("I have saved it").ClickAsync();
        await Assertions.Expect(page.GetByText(key)).ToHaveCountAsync(0);

        await Eventually.Async(async () => await AskAsync(key) == HttpStatusCode.OK, what: "The gateway knows the new key");
        Assert.That(await AskAsync(key, "/api/v1/tenant/api-keys"), Is.EqualTo(HttpStatusCode.Forbidden));
        await page.Button($"Usage: {name}").ClickAsync();
        var usage = page.DialogNamed($"Usage of {name}");
        await Assertions.Expect(usage.Locator("svg.chart")).ToBeVisibleAsync(new LocatorAssertionsToBeVisibleOptions { Timeout = 90_000 });
        await PageCheck.LooksGoodAsync(page, "api-key-usage", usage.GetByLabel("Time", new LocatorGetByLabelOptions { Exact = true }), isWhole: false);
        await usage.Press("Close").Last.ClickAsync();
        await PageCheck.LooksGoodAsync(page, "api-keys", page.Button($"Rotate: {name}"));
        await PageCheck.FitsAsync(page, "api-keys", 360);
        Assert.That(browser.Faults, Is.Empty);

        await RevokeAsAdministratorAsync(name);
        await Eventually.Async(async () => await AskAsync(key) == HttpStatusCode.Unauthorized, what: "The gateway refuses the revoked key");
        await Assertions.Expect(page.Button($"Revoke: {name}")).ToHaveCountAsync(0, new LocatorAssertionsToHaveCountOptions { Timeout = 90_000 });
    }

    private static async Task RevokeAsAdministratorAsync(string name)
    {
        var admin = await Colleague.OfAsync(DevelopmentUser.PlatformAdmin);
        await using var browser = await PortalBrowser.StartAsync();
        var page = await browser.OpenAsync();
        await page.GotoAsync($"/admin/secrets/tenants/{DevelopmentTenant.Cumulus.Id}");
        await page.SignInAsync(admin);
        await page.Button($"Revoke: {name}").ClickAsync();
        var dialog = page.DialogNamed("Revoke this key?");
        await dialog.GetByLabel("Reason").FillAsync("Found in a paste");
        await dialog.Press("Revoke").ClickAsync();
        await page.StepUpAsync(admin);
        await Assertions.Expect(page.Button($"Revoke: {name}")).ToHaveCountAsync(0);
        await Assertions.Expect(page.Button($"Usage: {name}")).ToBeVisibleAsync();
        Assert.That(browser.Faults, Is.Empty);
    }

    private static async Task<HttpStatusCode> AskAsync(string key, string path = "/api/v1/tenant/audit-logs")
    {
        using var answer = await RunningSystem.SendWithKeyAsync(key, path);
        return answer.StatusCode;
    }
}

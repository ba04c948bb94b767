using System.Security.Cryptography;
using Microsoft.Playwright;
using PenguinMails.LocalComponents;
using PenguinMails.TestKit;

namespace PenguinMails.EndToEnd.Tests.Portal;

/// <summary>An administrator enrols a tenant with the browser, gives its server up, and gives it another one.</summary>
[Category("System")]
internal sealed class EnrolmentPagesTests
{
    private const string Name = "Echo Envelopes";

    private DevelopmentUser _admin = null!;

    [SetUp]
    public async Task InviteAsync() => _admin = await Colleague.OfAsync(DevelopmentUser.PlatformAdmin);

    [Test]
    public async Task Tenant_IsEnrolled_LosesItsServer_AndGetsAnother()
    {
        await using var first = await TestSshServer.StartAsync(new TestSshServerOptions { TenantAccounts = [] });
        await using var second = await TestSshServer.StartAsync(new TestSshServerOptions { TenantAccounts = [] });
        var tenantId = new Guid(RandomNumberGenerator.GetBytes(16));
        await using var browser = await PortalBrowser.StartAsync();
        var page = await browser.OpenAsync();
        await page.GotoAsync("/admin/secrets");
        await page.SignInAsync(_admin);

        await page.GetByRole(AriaRole.Link, new PageGetByRoleOptions { Name = "Enrol tenant" }).ClickAsync();
        await page.Button("Enrol").ClickAsync();
        await PageCheck.LooksGoodAsync(page, "enrol", page.GetByText("Name the tenant."));
        await PageCheck.FitsAsync(page, "enrol", 360);
        await page.GetByLabel("Tenant name").FillAsync(Name);
        await page.GetByLabel("Tenant ID").FillAsync(tenantId.ToString());
        await FillAsync(page.Locator("form"), first);
        await page.Button("Enrol").ClickAsync();
        await SeeAsync(page, page.Heading("Enrolment finished"));
        Assert.That(await page.ContentAsync(), Does.Not.Contain("PRIVATE KEY-----"), "the credential leaves the page");
        await PageCheck.LooksGoodAsync(page, "enrolled", page.GetByRole(AriaRole.Link, new PageGetByRoleOptions { Name = $"Go to {Name}" }));

        // The list of tenants hears of it a moment later, and of the first key, until which the server cannot be given up.
        var address = $"/api/v1/admin/secrets/tenant/{tenantId}";
        await Eventually.Async(
            async () =>
            {
                using var response = await RunningSystem.UserOf(DevelopmentUser.PlatformAdmin).SendAsync(HttpMethod.Get, address);
                return response.IsSuccessStatusCode && (await RunningSystem.UserOf(DevelopmentUser.PlatformAdmin).GetAsync(address))["ssh"]?["tenant"] is { } key
                    && (string?)key["status"] == "active" && key["operation"] is null;
            },
            what: "The tenant's first key");
        await page.GetByRole(AriaRole.Link, new PageGetByRoleOptions { Name = $"Go to {Name}" }).ClickAsync();
        await page.SeeAsync(Name);
        await Assertions.Expect(page.Button("Abandon server")).ToBeVisibleAsync();
        Assert.That(await page.Button("Assign server").CountAsync(), Is.Zero, "the server is in use");
        await page.Button("Abandon server").ClickAsync();
        var abandon = page.DialogNamed($"Abandon the server of {Name}?");
        await abandon.GetByLabel($"Type {Name} to confirm").FillAsync(Name);
        await abandon.GetByLabel("Reason").FillAsync("The data centre burnt down");
        await abandon.Press("Abandon server").ClickAsync();
        await SeeAsync(page, page.Heading("Abandonment finished"));

        await PageCheck.LooksGoodAsync(page, "tenant-abandoned", page.GetByText("The server was abandoned"));
        await PageCheck.FitsAsync(page, "tenant-abandoned", 360);
        await Assertions.Expect(page.GetByText("It was abandoned on ")).ToBeVisibleAsync();
        await Assertions.Expect(page.Button("Abandon server")).ToBeHiddenAsync();
        await page.Button("Assign server").ClickAsync();
        var replace = page.DialogNamed($"Assign a server to {Name}");
        await PageCheck.LooksGoodAsync(page, "assign-server", replace.GetByLabel("Address"), isWhole: false);
        await FillAsync(replace, second);
        await replace.Press("Assign server").ClickAsync();
        await SeeAsync(page, page.Heading("Enrolment finished"));
        Assert.That(browser.Faults, Is.Empty);
    }

    /// <summary>Waits for what follows a sensitive call. How long a step-up lasts may pass before the call: then it is asked for again.</summary>
    private async Task SeeAsync(IPage page, ILocator expected)
    {
        var isVisible = new LocatorAssertionsToBeVisibleOptions { Timeout = 120_000 };
        var dialog = page.DialogNamed("Confirm it is you");
        await Assertions.Expect(expected.Or(dialog).First).ToBeVisibleAsync(isVisible);
        if (await dialog.IsVisibleAsync())
        {
            await page.StepUpAsync(_admin);
        }

        await Assertions.Expect(expected).ToBeVisibleAsync(isVisible);
    }

    private static async Task FillAsync(ILocator form, TestSshServer server)
    {
        await form.GetByLabel("Address").FillAsync(server.Address);
        await form.GetByLabel("SSH port").FillAsync($"{server.Port}");
        await form.GetByLabel("Host key", new LocatorGetByLabelOptions { Exact = true }).FillAsync(server.HostKey);
        await form.GetByLabel("Account", new LocatorGetByLabelOptions { Exact = true }).FillAsync(TenantServer.AdminAccount);
        await form.GetByLabel("Private key").FillAsync(await File.ReadAllTextAsync(server.BootstrapKeyPath));
    }
}

using System.Globalization;
using Microsoft.Playwright;
using PenguinMails.LocalComponents;
using PenguinMails.TestKit;

namespace PenguinMails.EndToEnd.Tests.Portal;

/// <summary>
/// The support engineer's story: a tenant's backup by mail fails, so an administrator looks for the tenant, shows its SMTP credentials with a reason,
/// signs in to the mail server with them, and hides them again. All of it is on record.
/// </summary>
[Category("System")]
internal sealed class SmtpPagesTests
{
    private const string Credentials = "SMTP credentials: mail-1";
    private static readonly string Details = $"/api/v1/admin/secrets/tenant/{DevelopmentTenant.Acme.Id}";

    [Test]
    public async Task SupportEngineer_ShowsSmtpCredentials_SignsInWithThem_AndIsOnRecord()
    {
        var admin = await Colleague.OfAsync(DevelopmentUser.SecondAdmin);
        await Eventually.Async(
            async () => (await RunningSystem.UserOf(DevelopmentUser.SecondAdmin).GetAsync(Details))["smtp"]!.AsArray().FirstOrDefault() is { } secret
                && (string?)secret["status"] == "active" && secret["operation"] is null,
            TimeSpan.FromMinutes(3),
            what: "SMTP credentials without running operations");
        await using var browser = await PortalBrowser.StartAsync();
        var page = await browser.OpenAsync();
        await page.GotoAsync("/admin/secrets");
        await page.SignInAsync(admin);

        await page.GetByRole(AriaRole.Searchbox, new PageGetByRoleOptions { Name = "Search", Exact = true }).FillAsync("acme");
        await page.GetByRole(AriaRole.Link, new PageGetByRoleOptions { Name = "Details of Acme Mail" }).ClickAsync();
        var card = page.GetByRole(AriaRole.Region, new PageGetByRoleOptions { Name = Credentials });
        await PageCheck.LooksGoodAsync(page, "tenant-mail", card.GetByText("admin@*****.example"));
        await PageCheck.FitsAsync(page, "tenant-mail", 360);
        Assert.That(await page.ContentAsync(), Does.Not.Contain("admin@acme.example"));

        var reason = $"Backup fails {Guid.CreateVersion7():N}";
        await page.Button($"View credentials: {Credentials}").ClickAsync();
        var dialog = page.DialogNamed("SMTP Admin Credentials - Tenant: Acme Mail");
        await dialog.GetByLabel("Reason").FillAsync(reason);
        await dialog.Press("Show credentials").ClickAsync();
        await page.StepUpAsync(admin);
        await Assertions.Expect(dialog.GetByRole(AriaRole.Timer)).ToContainTextAsync("Credentials expire in 1");
        await dialog.Press("Show password").ClickAsync();
        var (username, password) = (await FieldAsync(dialog, "Username"), await FieldAsync(dialog, "Password"));
        Assert.That(username, Is.EqualTo("admin@acme.example"));
        await PageCheck.LooksGoodAsync(page, "reveal", dialog.GetByText(username), isWhole: false);

        var (host, port) = (await FieldAsync(dialog, "Mail server"), int.Parse(await FieldAsync(dialog, "Port"), CultureInfo.InvariantCulture));
        Assert.That(await Submission.SignInAsync(host, port, username, password), Is.EqualTo(235));
        Assert.That(await Submission.SignInAsync(host, port, username, password + "x"), Is.EqualTo(535), "or the server lets everybody in");

        await dialog.Press("Hide and close").ClickAsync();
        await Assertions.Expect(dialog).ToHaveCountAsync(0);
        Assert.That(await page.ContentAsync(), Does.Not.Contain(password).And.Not.Contain(username));
        await page.GetByRole(AriaRole.Link, new PageGetByRoleOptions { Name = $"View audit trail: {Credentials}" }).ClickAsync();
        await PageCheck.LooksGoodAsync(page, "audit-reveal", page.GetByText("smtp.reveal", new PageGetByTextOptions { Exact = true }).First);
        Assert.That(browser.Faults, Is.Empty);
        await AssertOnRecordAsync(admin, reason);
    }

    /// <summary>An operator sees that there are credentials, and has no way to them.</summary>
    [Test]
    public async Task Operator_SeesSmtpCredentials_AndCannotShowThem()
    {
        await using var browser = await PortalBrowser.StartAsync();
        var page = await browser.OpenAsync();
        await page.GotoAsync($"/admin/secrets/tenants/{DevelopmentTenant.Acme.Id}");
        await page.SignInAsync(DevelopmentUser.Operator);

        await page.SeeAsync(Credentials);
        Assert.That(await page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "View credentials" }).CountAsync(), Is.Zero);
        Assert.That(browser.Faults, Is.Empty);
    }

    private static async Task AssertOnRecordAsync(DevelopmentUser admin, string reason)
    {
        var query = $"/api/v1/admin/vault/audit-logs?action=smtp.reveal&tenantId={DevelopmentTenant.Acme.Id}&user={Uri.EscapeDataString(admin.Email)}&pageSize=50";
        // The page asks who it is after the API has refused the first time.
        var records = await Eventually.GetAsync(
            async () => (await RunningSystem.UserOf(DevelopmentUser.SecondAdmin).GetAsync(query))["items"]!.AsArray().Where(record => (string?)record!["outcome"] != "refused").ToList(),
            found => found.Count == 2,
            what: "The announcement of the reveal, and its outcome");
        Assert.That(records.Select(record => (string?)record!["outcome"]), Is.EquivalentTo(new[] { "intent", "success" }));
        Assert.That(records.Select(record => (string?)record!["reason"]), Has.Member(reason));
    }

    private static async Task<string> FieldAsync(ILocator dialog, string name) =>
        await dialog.Locator("dl.facts > div").Filter(new LocatorFilterOptions { Has = dialog.Page.Locator($"dt:text-is('{name}')") }).Locator("dd > .mono").InnerTextAsync();
}

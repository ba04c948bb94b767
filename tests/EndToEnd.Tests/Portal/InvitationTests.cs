using System.Net;
using Microsoft.Playwright;
using PenguinMails.LocalComponents;
using PenguinMails.TestKit.Platform;

namespace PenguinMails.EndToEnd.Tests.Portal;

/// <summary>Somebody who was invited makes an account with the browser, and signs in with it.</summary>
[Category("System")]
internal sealed class InvitationTests
{
    private const string Password = "several unrelated words 7";

    [Test]
    public async Task Invitation_AcceptedInTheBrowser_OpensAnAccount()
    {
        var email = $"browser-{Guid.CreateVersion7():N}@acme.example";
        using var invited = await RunningSystem.UserOf(DevelopmentUser.AcmeOwner).SendAsync(
            HttpMethod.Post, "/api/v1/tenant/users", new { email, role = "tenant_admin" }, stepUp: true);
        var link = new Uri((string)(await SignedInUser.ReadAsync(invited, HttpStatusCode.Created))["invitationUrl"]!);
        await using var browser = await PortalBrowser.StartAsync();
        var page = await browser.OpenAsync();

        await page.GotoAsync(link.PathAndQuery);
        await PageCheck.LooksGoodAsync(page, "invitation", page.Heading("Set up your account"));
        Assert.That(page.Url, Does.Not.Contain(link.Segments[^1]), "the token leaves the address");
        var secret = await page.Locator(".code code").InnerTextAsync();
        await page.GetByLabel("New password").FillAsync(Password);
        await page.GetByLabel("Repeat the password").FillAsync(Password);
        var step = Totp.Step(TimeProvider.System.GetUtcNow());
        await page.GetByLabel("Six-digit code that the app shows now").FillAsync(Totp.CodeOfStep(secret, step));
        await page.Button("Create account").ClickAsync();
        await PageCheck.LooksGoodAsync(page, "invitation-accepted", page.Heading("Your account is ready"));
        Assert.That(await page.ContentAsync(), Does.Not.Contain(secret), "the secret leaves the page");

        await page.GetByRole(AriaRole.Link, new PageGetByRoleOptions { Name = "Go to sign-in" }).ClickAsync();
        // The first code is used, and on a busy machine time goes on.
        await page.SignInAsync(
            email, Password, () => Task.FromResult(Totp.CodeOfStep(secret, Math.Max(step + 1, Totp.Step(TimeProvider.System.GetUtcNow())))));
        await page.SeeAsync("SSH Access");
        Assert.That(browser.Faults, Is.Empty);
    }

    [Test]
    public async Task Invitation_ThatIsNone_SaysWhomToAsk()
    {
        await using var browser = await PortalBrowser.StartAsync();
        var page = await browser.OpenAsync();

        await page.GotoAsync("/invitations/nothing");

        await PageCheck.LooksGoodAsync(page, "invitation-expired", page.Heading("This invitation cannot be used"));
    }
}

using Microsoft.Playwright;
using PenguinMails.LocalComponents;
using PenguinMails.TestKit;
using PenguinMails.TestKit.Platform;

namespace PenguinMails.EndToEnd.Tests.Portal;

/// <summary>A tenant's owner does with the browser what the requirements' workflows say, against real servers.</summary>
[Category("System")]
internal sealed class SshAccessTests
{
    private const string Ssh = "/api/v1/tenant/infrastructure/ssh-credentials";

    private DevelopmentUser _owner = null!;

    [SetUp]
    public async Task InviteAsync() => _owner = await Colleague.OfAsync(DevelopmentUser.BorealisOwner);

    [Test]
    public async Task Owner_WholeWorkflow_WorksInTheBrowser()
    {
        await using var browser = await PortalBrowser.StartAsync();
        using var login = new SshLogin();
        await IdleAsync();
        var page = await browser.OpenAsync();

        await page.GotoAsync(PortalPages.SshAccess);
        await PageCheck.LooksGoodAsync(page, "sign-in", page.Heading("Sign in"));
        await PageCheck.FitsAsync(page, "sign-in", 360);
        await page.SignInAsync(_owner.Email, DevelopmentUser.Password, async () =>
        {
            await PageCheck.LooksGoodAsync(page, "sign-in-code", page.Heading("Enter your code"));
            return await RunningSystem.CodeAsync(_owner);
        });

        await page.SeeAsync("SSH Access");
        foreach (var section in (string[])["SSH Credentials", "Download Private Key", "Connection Instructions", "Key Rotation", "Revoke Access"])
        {
            await Assertions.Expect(page.Heading(section)).ToBeVisibleAsync();
        }

        Assert.That(await page.TitleAsync(), Is.EqualTo("SSH Access · PenguinMails Secrets"));
        await PageCheck.LooksGoodAsync(page, "ssh-access", page.Heading("SSH Credentials"));
        await PageCheck.FitsAsync(page, "ssh-access", 360);
        await PageCheck.FitsAsync(page, "ssh-access", 640);

        var account = await RotateAsync(page);
        await page.Button("Download Private Key").ClickAsync();
        await page.GetByLabel("Protect the file with a passphrase (optional)").CheckAsync();
        await page.GetByLabel("Passphrase", new PageGetByLabelOptions { Exact = true }).FillAsync("correct horse battery");
        await PageCheck.LooksGoodAsync(page, "download", page.GetByText("Strong"), isWhole: false);
        await page.Button("Cancel").ClickAsync();

        var first = login.Keep("first.pem", []);
        await page.DownloadAsync(first);
        Assert.That(await SshLogin.TryAsync(first, account.User, account.Address), Has.Property(nameof(LoginAttempt.LoggedIn)).True, "the key that the browser saved");
        Assert.That(await page.ContentAsync(), Does.Not.Contain("PRIVATE KEY"));
        await page.ReloadAsync();
        await Assertions.Expect(page.GetByText("It is not shown again: rotate the key to get a new one.")).ToBeVisibleAsync();

        await RevokeAndRegenerateAsync(page, login, first, account);
        await SignOutAsync(page);
        Assert.That(browser.Faults, Is.Empty);
    }

    [Test]
    public async Task Owner_OtherPages_ShowWhatHappened()
    {
        await using var browser = await PortalBrowser.StartAsync();
        var page = await browser.OpenAsync();
        await page.GotoAsync("/dashboard/activity");
        await page.SignInAsync(_owner);

        await PageCheck.LooksGoodAsync(page, "activity", page.GetByRole(AriaRole.Cell).First);
        await page.GetByRole(AriaRole.Link, new PageGetByRoleOptions { Name = "Notifications" }).ClickAsync();
        await PageCheck.LooksGoodAsync(page, "notifications", page.Heading("Notifications").First);
        await page.GetByRole(AriaRole.Link, new PageGetByRoleOptions { Name = "Your account" }).ClickAsync();
        await PageCheck.LooksGoodAsync(page, "account", page.Heading("Your account"));
        Assert.That(await page.EvaluateAsync<string>("() => document.activeElement.textContent"), Is.EqualTo("Your account"), "the focus is on the page's heading");
        await page.GotoAsync(PortalPages.SshAccess + "/guide");
        await PageCheck.LooksGoodAsync(page, "ssh-guide", page.Heading("SSH setup guide"));
        await page.GotoAsync("/admin/secrets");
        await PageCheck.LooksGoodAsync(page, "not-found", page.Heading("Page not found"));
        Assert.That(browser.Faults, Is.Empty);
    }

    private static async Task IdleAsync()
    {
        var owner = RunningSystem.UserOf(DevelopmentUser.BorealisOwner);
        await Eventually.Async(
            async () => await owner.GetAsync(Ssh) is { } now && (string?)now["status"] == "active" && now["operation"] is null && now["gracePeriod"] is null,
            what: "A key without running operations");
    }

    /// <returns>Who logs in, and where.</returns>
    private async Task<(string User, string Address)> RotateAsync(IPage page)
    {
        await page.Button("Rotate SSH Key").ClickAsync();
        var dialog = page.DialogNamed("Rotate the SSH key?");
        await PageCheck.LooksGoodAsync(page, "rotate", dialog.GetByText("Old key remains valid for 24 hours"), isWhole: false);
        await dialog.GetByLabel("Reason (optional)").FillAsync("A colleague left");
        await dialog.Press("Rotate SSH Key").ClickAsync();
        await PageCheck.LooksGoodAsync(page, "step-up", page.DialogNamed("Confirm it is you"), isWhole: false);
        Assert.That(await dialog.GetByLabel("Reason (optional)").InputValueAsync(), Is.EqualTo("A colleague left"));
        await page.StepUpAsync(_owner);
        await page.SeeAsync("Rotation finished");
        await Assertions.Expect(page.GetByText("A colleague left")).ToBeVisibleAsync();
        await PageCheck.LooksGoodAsync(page, "rotated", page.Button("Download Private Key"));
        var credentials = await RunningSystem.UserOf(DevelopmentUser.BorealisOwner).GetAsync(Ssh);
        return ((string)credentials["sshUsername"]!, (string)credentials["vpsIp"]!);
    }

    private static async Task RevokeAndRegenerateAsync(IPage page, SshLogin login, string first, (string User, string Address) account)
    {
        await page.Button("Revoke SSH Access").ClickAsync();
        var revoke = page.DialogNamed("Revoke SSH access?");
        await revoke.GetByLabel($"Type {account.User} to confirm").FillAsync(account.User);
        await PageCheck.LooksGoodAsync(page, "revoke", revoke, isWhole: false);
        await revoke.Press("Revoke SSH Access").ClickAsync();
        await page.SeeAsync("Revocation finished");
        Assert.That(await SshLogin.TryAsync(first, account.User, account.Address), Has.Property(nameof(LoginAttempt.LoggedIn)).False, "the revoked key");
        await PageCheck.LooksGoodAsync(page, "revoked", page.Button("Regenerate SSH Key"));

        await page.Button("Regenerate SSH Key").ClickAsync();
        var regenerate = page.DialogNamed("Regenerate the SSH key?");
        await regenerate.GetByLabel($"Type {account.User} to confirm").FillAsync(account.User);
        await regenerate.Press("Regenerate SSH Key").ClickAsync();
        await page.SeeAsync("Regeneration finished");
        var second = login.Keep("second.pem", []);
        await page.DownloadAsync(second);
        Assert.That(await SshLogin.TryAsync(second, account.User, account.Address), Has.Property(nameof(LoginAttempt.LoggedIn)).True, "the regenerated key");
    }

    private static async Task SignOutAsync(IPage page)
    {
        var cookie = (await page.Context.CookiesAsync()).Single();
        Assert.That((cookie.HttpOnly, cookie.SameSite), Is.EqualTo((true, SameSiteAttribute.Strict)));
        Assert.That(
            await page.EvaluateAsync<string>("() => JSON.stringify(localStorage) + JSON.stringify(sessionStorage) + document.cookie"),
            Does.Not.Contain("eyJ").And.Not.Contain(cookie.Value).And.Not.Contain("PRIVATE KEY"));
        await page.Button("Sign out").ClickAsync();
        await page.SeeAsync("Sign in");

        using var thief = new HttpClient { BaseAddress = RunningSystem.AppHost.GatewayAddress };
        thief.DefaultRequestHeaders.Add("Cookie", $"{cookie.Name}={cookie.Value}");
        Assert.That(await thief.GetStringAsync("/portal/session"), Does.Not.Contain("borealis"), "a cookie that was stolen before");
    }
}

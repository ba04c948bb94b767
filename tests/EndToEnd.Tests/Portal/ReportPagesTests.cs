using System.Net;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using PenguinMails.LocalComponents;
using PenguinMails.TestKit;
using PenguinMails.TestKit.Platform;

namespace PenguinMails.EndToEnd.Tests.Portal;

/// <summary>A laptop was lost: an administrator sees what its owner saw, and rotates exactly that. Then the other pages that only administrators have.</summary>
[Category("System")]
internal sealed class ReportPagesTests
{
    private const string Ssh = "/api/v1/tenant/infrastructure/ssh-credentials";

    private DevelopmentUser _admin = null!;

    [SetUp]
    public async Task InviteAsync() => _admin = await Colleague.OfAsync(DevelopmentUser.PlatformAdmin);

    [Test]
    public async Task LostLaptop_WhatItsOwnerSaw_IsRotated()
    {
        var owner = DevelopmentUser.AcmeOwner;
        await DownloadAsync(RunningSystem.UserOf(owner));
        var report = $"/api/v1/admin/reports/blast-radius?user={Uri.EscapeDataString(owner.Email)}";
        await Eventually.Async(async () => (int)(await RunningSystem.UserOf(DevelopmentUser.PlatformAdmin).GetAsync(report))["exposed"]! == 1, what: "The download in the ledger");
        await using var browser = await PortalBrowser.StartAsync();
        var page = await browser.OpenAsync();
        await page.GotoAsync("/admin/secrets/reports");
        await page.SignInAsync(_admin);

        await page.GetByLabel("E-mail address").FillAsync(owner.Email);
        await page.Button("Show").ClickAsync();
        await PageCheck.LooksGoodAsync(page, "blast-radius", page.Button("Rotate exactly these"));
        await PageCheck.FitsAsync(page, "blast-radius", 360);
        await page.Button("Rotate exactly these").ClickAsync();
        await page.StepUpAsync(_admin);
        var dialog = page.DialogNamed("Rotate exactly these");
        await dialog.GetByLabel("Type rotate 1 to confirm").FillAsync("rotate 1");
        await dialog.GetByLabel("Reason").FillAsync("A laptop was lost");
        await dialog.Press("Start rotation").ClickAsync();
        await Assertions.Expect(page.GetByText("1 of 1 finished")).ToBeVisibleAsync(new LocatorAssertionsToBeVisibleOptions { Timeout = 180_000 });
        await PageCheck.LooksGoodAsync(page, "campaign-ended", page.GetByText("Completed").First);
        await Eventually.Async(async () => (int)(await RunningSystem.UserOf(DevelopmentUser.PlatformAdmin).GetAsync(report))["exposed"]! == 0, what: "Nothing exposed any more");

        await page.GetByRole(AriaRole.Link, new PageGetByRoleOptions { Name = "Users" }).ClickAsync();
        await PageCheck.LooksGoodAsync(page, "users", page.GetByRole(AriaRole.Rowheader, new PageGetByRoleOptions { NameRegex = new Regex("^owner@acme", RegexOptions.None, TimeSpan.FromSeconds(1)) }));
        await PageCheck.FitsAsync(page, "users", 360);
        await page.Button("Invite").ClickAsync();
        await PageCheck.LooksGoodAsync(page, "invite", page.DialogNamed("Invite a user"), isWhole: false);
        await page.Keyboard.PressAsync("Escape");
        await page.GetByRole(AriaRole.Link, new PageGetByRoleOptions { Name = "Drift" }).ClickAsync();
        await PageCheck.LooksGoodAsync(page, "drift", page.Heading("Drift"));
        await PageCheck.FitsAsync(page, "drift", 360);
        Assert.That(browser.Faults, Is.Empty);
    }

    private static async Task DownloadAsync(SignedInUser owner)
    {
        await Eventually.Async(async () => await owner.GetAsync(Ssh) is { } now && (string?)now["status"] == "active" && now["operation"] is null, what: "An active key");
        var rotation = await owner.RunOperationAsync(Ssh + "/rotate", new { reason = "to be downloaded" });
        Assert.That((string)rotation["status"]!, Is.EqualTo("succeeded"));
        using var response = await owner.SendAsync(HttpMethod.Post, Ssh + "/download", new { }, stepUp: true);
        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.OK));
    }
}

using Microsoft.Playwright;
using PenguinMails.LocalComponents;
using PenguinMails.TestKit;

namespace PenguinMails.EndToEnd.Tests.Portal;

/// <summary>What brings a change to its service and the answer back dies in between. The person is told, tries again, and the change is made once.</summary>
[Category("System")]
internal sealed class LostAnswerTests
{
    private const string Ssh = "/api/v1/tenant/infrastructure/ssh-credentials";
    private const string Rotate = "Rotate SSH Key";
    private static readonly string Operations = $"/api/v1/admin/secrets/tenant/{DevelopmentTenant.Borealis.Id}/ssh/tenant/operations?pageSize=20";

    private DevelopmentUser _owner = null!;

    [SetUp]
    public async Task InviteAsync() => _owner = await Colleague.OfAsync(DevelopmentUser.BorealisOwner);

    /// <summary>It is on its way: nobody knows whether the service still reads it.</summary>
    [TestCase("gateway")]
    [TestCase("portal")]
    public async Task Rotation_OnItsWay_WhenAServiceDies_IsStartedOnce(string service)
    {
        await using var browser = await PortalBrowser.StartAsync();
        var (page, reason) = (await OpenAsync(browser), $"On its way {Guid.CreateVersion7():N}");
        await AskAsync(page, reason);
        KilledService killed;
        using (RunningServices.Pause("key-issuance"))
        {
            var sent = page.WaitForRequestAsync(request => request.Method == "POST" && request.Url.EndsWith("/rotate", StringComparison.Ordinal));
            await page.StepUpAsync(_owner);
            await sent;
            killed = RunningServices.Kill(service);
            await ToldAsync(page);
        }

        await RunningServices.WaitRestartedAsync(killed);
        await TryAgainAsync(page, reason);
        Assert.That(browser.Faults, Is.Empty);
    }

    /// <summary>The service has begun; only the answer is lost.</summary>
    [TestCase("gateway")]
    [TestCase("portal")]
    public async Task Rotation_ThatHasBegun_WhenTheAnswerIsLost_IsStartedOnce(string service)
    {
        await using var browser = await PortalBrowser.StartAsync();
        var (page, reason) = (await OpenAsync(browser), $"Begun {Guid.CreateVersion7():N}");
        KilledService? killed = null;
        await page.RouteAsync("**/ssh-credentials/rotate", async route =>
        {
            var answer = await route.FetchAsync();
            if (answer.Status != 202)
            {
                await route.FulfillAsync(new RouteFulfillOptions { Response = answer });
                return;
            }

            killed = RunningServices.Kill(service);
            await route.AbortAsync("connectionreset");
        });
        await AskAsync(page, reason);
        await page.StepUpAsync(_owner);
        await ToldAsync(page);
        await PageCheck.LooksGoodAsync(page, $"lost-answer-{service}", AlertOf(page), isWhole: false);
        await page.UnrouteAllAsync();

        await RunningServices.WaitRestartedAsync(killed!);
        Assert.That(await BegunAsync(reason), Is.EqualTo(1), "before it is tried again");
        await TryAgainAsync(page, reason);
        Assert.That(browser.Faults, Is.Empty);
    }

    private async Task<IPage> OpenAsync(PortalBrowser browser)
    {
        await Eventually.Async(
            async () => await RunningSystem.UserOf(DevelopmentUser.BorealisOwner).GetAsync(Ssh) is { } now && (string?)now["status"] == "active" && now["operation"] is null && now["gracePeriod"] is null,
            what: "A key without running operations");
        var page = await browser.OpenAsync();
        await page.GotoAsync(PortalPages.SshAccess);
        await page.SignInAsync(_owner);
        await page.SeeAsync("SSH Access");
        return page;
    }

    /// <summary>Asks for a rotation, up to the question who it is.</summary>
    private static async Task AskAsync(IPage page, string reason)
    {
        await page.Button(Rotate).ClickAsync();
        var dialog = page.DialogNamed("Rotate the SSH key?");
        await dialog.GetByLabel("Reason (optional)").FillAsync(reason);
        await dialog.Press(Rotate).ClickAsync();
        await Assertions.Expect(page.DialogNamed("Confirm it is you")).ToBeVisibleAsync();
    }

    private static Task ToldAsync(IPage page) => Assertions.Expect(AlertOf(page)).ToContainTextAsync(
        "it is not known whether this was done. Nothing that you typed is lost. Try again: what was done already is not done twice.");

    private static ILocator AlertOf(IPage page) =>
        page.DialogNamed("Rotate the SSH key?").GetByRole(AriaRole.Alert, new LocatorGetByRoleOptions { Name = "No answer" });

    /// <summary>The dialog is as it was: what was typed is there, and the same button is pressed again.</summary>
    private async Task TryAgainAsync(IPage page, string reason)
    {
        var dialog = page.DialogNamed("Rotate the SSH key?");
        Assert.That(await dialog.GetByLabel("Reason (optional)").InputValueAsync(), Is.EqualTo(reason));
        await dialog.Press(Rotate).ClickAsync();
        await page.SeeAsync("Rotation finished");
        await Assertions.Expect(dialog).ToBeHiddenAsync();
        Assert.That(await BegunAsync(reason), Is.EqualTo(1));
    }

    private static async Task<int> BegunAsync(string reason) =>
        (await RunningSystem.UserOf(DevelopmentUser.Operator).GetAsync(Operations))["items"]!.AsArray().Count(operation => (string?)operation!["reason"] == reason);
}

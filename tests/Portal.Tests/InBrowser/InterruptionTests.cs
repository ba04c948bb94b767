using Microsoft.AspNetCore.Http;
using Microsoft.Playwright;

namespace PenguinMails.Portal.Tests.InBrowser;

/// <summary>Upgrades and outages while somebody works.</summary>
[Category("Component")]
internal sealed class InterruptionTests : ChromiumFixture
{
    /// <summary>The portal was upgraded meanwhile: the parts of the build before are gone.</summary>
    [Test]
    public async Task Page_WhosePartIsGone_IsLoadedAnewByItself()
    {
        var page = await OpenAsync();
        await SignInAsync(page);
        var isUpgraded = false;
        await page.RouteAsync("**/assets/NotificationsPage-*.js", route => Volatile.Read(ref isUpgraded)
            ? route.ContinueAsync()
            : route.FulfillAsync(new RouteFulfillOptions { Status = 404 }));
        // What the new build answers is all but the name of the script that runs.
        await page.RouteAsync("**/sign-in", route =>
        {
            Volatile.Write(ref isUpgraded, true);
            return route.FulfillAsync(new RouteFulfillOptions { Body = "<script type=module src=/assets/index-newbuild.js></script>", ContentType = "text/html" });
        });

        await page.GetByRole(AriaRole.Link, new PageGetByRoleOptions { Name = "Notifications" }).ClickAsync();

        await SeeAsync(page, "Notifications");
        Assert.That(Volatile.Read(ref isUpgraded), Is.True);
    }

    [Test]
    public async Task Page_WhosePartCannotBeLoaded_SaysSoAndOffersToTryAgain()
    {
        var page = await OpenAsync();
        await SignInAsync(page);
        await page.RouteAsync("**/assets/NotificationsPage-*.js", route => route.AbortAsync());

        await page.GetByRole(AriaRole.Link, new PageGetByRoleOptions { Name = "Notifications" }).ClickAsync();

        await Assertions.Expect(page.GetByText("This page could not be loaded")).ToBeVisibleAsync();
        await page.UnrouteAllAsync();
        await Button(page, "Try again").ClickAsync();
        await SeeAsync(page, "Notifications");
    }

    /// <summary>Without its first script there is nothing that could say so.</summary>
    [Test]
    public async Task Page_WhoseFirstScriptIsGone_SaysSo()
    {
        var page = await OpenAsync();
        await page.RouteAsync("**/assets/index-*.js", route => route.FulfillAsync(new RouteFulfillOptions { Status = 404 }));

        await page.GotoAsync("/account");

        await SeeAsync(page, "The pages could not be loaded");
        await page.UnrouteAllAsync();
        await page.GetByRole(AriaRole.Link, new PageGetByRoleOptions { Name = "load the page again" }).ClickAsync();
        await SeeAsync(page, "Sign in");
        await Assertions.Expect(page.GetByText("The pages could not be loaded")).ToBeHiddenAsync();
    }

    [Test]
    public async Task SignOut_WithoutAConnection_SaysSoAndIsDoneWhenItIsBack()
    {
        var page = await OpenAsync();
        await SignInAsync(page);
        await page.Context.SetOfflineAsync(true);

        await Button(page, "Sign out").ClickAsync();

        await Assertions.Expect(page.GetByRole(AriaRole.Dialog, new PageGetByRoleOptions { Name = "You are still signed in" })).ToBeVisibleAsync();
        Assert.That(await page.Context.CookiesAsync(), Is.Not.Empty);
        await page.Context.SetOfflineAsync(false);
        await SeeAsync(page, "Sign in");
        Assert.That(await page.Context.CookiesAsync(), Is.Empty);
    }

    [Test]
    public async Task SignOut_ThatThePlatformCouldNotBeTold_IsMentioned()
    {
        var page = await OpenAsync();
        await SignInAsync(page);
        Api.Answer = context =>
        {
            var isIt = context.Request.Path.Value!.EndsWith("/sessions/end", StringComparison.Ordinal);
            context.Response.StatusCode = isIt ? StatusCodes.Status503ServiceUnavailable : context.Response.StatusCode;
            return Task.FromResult(isIt);
        };

        await Button(page, "Sign out").ClickAsync();

        await Assertions.Expect(page.GetByText("You are signed out, and nobody can use your session any more.")).ToBeVisibleAsync();
    }

    /// <summary>A second window in which somebody else signs in: the first must not mix their data.</summary>
    [Test]
    public async Task Session_ThatAnotherWindowReplaced_IsNoticed()
    {
        var page = await OpenAsync();
        await SignInAsync(page);
        var other = await page.Context.NewPageAsync();
        await other.GotoAsync("/account");
        await SeeAsync(other, "Your account");
        await Button(other, "Sign out").ClickAsync();
        await SeeAsync(other, "Sign in");

        await page.GetByRole(AriaRole.Link, new PageGetByRoleOptions { Name = "Notifications" }).ClickAsync();

        await SeeAsync(page, "Sign in");
    }
}

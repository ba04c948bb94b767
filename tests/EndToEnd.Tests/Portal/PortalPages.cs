using Microsoft.Playwright;
using PenguinMails.LocalComponents;

namespace PenguinMails.EndToEnd.Tests.Portal;

/// <summary>What people do on the pages, by the words that they read there.</summary>
internal static class PortalPages
{
    public const string SshAccess = "/dashboard/settings/infrastructure/ssh-access";

    public static ILocator Button(this IPage page, string name) => page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = name, Exact = true });

    public static ILocator Heading(this IPage page, string name) => page.GetByRole(AriaRole.Heading, new PageGetByRoleOptions { Name = name, Exact = true });

    public static ILocator DialogNamed(this IPage page, string name) => page.GetByRole(AriaRole.Dialog, new PageGetByRoleOptions { Name = name });

    public static ILocator Press(this ILocator dialog, string name) => dialog.GetByRole(AriaRole.Button, new LocatorGetByRoleOptions { Name = name, Exact = true });

    /// <summary>From the sign-in page on: password, then code.</summary>
    public static async Task SignInAsync(this IPage page, string email, string password, Func<Task<string>> code)
    {
        await page.GetByLabel("E-mail address").FillAsync(email);
        await page.GetByLabel("Password", new PageGetByLabelOptions { Exact = true }).FillAsync(password);
        await page.Button("Continue").ClickAsync();
        await page.GetByLabel("Six-digit code").FillAsync(await code());
        await page.Button("Sign in").ClickAsync();
    }

    public static Task SignInAsync(this IPage page, DevelopmentUser user) =>
        page.SignInAsync(user.Email, DevelopmentUser.Password, () => RunningSystem.CodeAsync(user));

    /// <summary>Confirms who one is.</summary>
    public static async Task StepUpAsync(this IPage page, DevelopmentUser user)
    {
        var dialog = page.DialogNamed("Confirm it is you");
        await dialog.GetByLabel("Password", new LocatorGetByLabelOptions { Exact = true }).FillAsync(DevelopmentUser.Password);
        await dialog.GetByLabel("Six-digit code").FillAsync(await RunningSystem.CodeAsync(user));
        await dialog.Press("Confirm").ClickAsync();
        await Assertions.Expect(dialog).ToBeHiddenAsync(new LocatorAssertionsToBeHiddenOptions { Timeout = 60_000 });
    }

    /// <summary>Downloads the key into a file.</summary>
    public static async Task DownloadAsync(this IPage page, string file)
    {
        await page.Button("Download Private Key").ClickAsync();
        var dialog = page.DialogNamed("Download Private Key");
        await dialog.GetByLabel("I have a safe place for this key, such as a password manager.").CheckAsync();
        var download = await page.RunAndWaitForDownloadAsync(() => dialog.Press("Download").ClickAsync());
        Assert.That(download.SuggestedFilename, Is.EqualTo("tenant-ssh-key.pem"));
        await download.SaveAsAsync(file);
        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        await Assertions.Expect(page.GetByText("tenant-ssh-key.pem was saved")).ToBeVisibleAsync();
    }

    /// <summary>Remembers that the page is this very one, until it is loaded anew.</summary>
    public static Task MarkAsync(this IPage page) => page.EvaluateAsync("() => { window.isMarked = true; }");

    /// <summary>Nobody and nothing has loaded the page anew since it was marked.</summary>
    public static async Task AssertNotReloadedAsync(this IPage page) =>
        Assert.That(await page.EvaluateAsync<bool>("() => window.isMarked === true"), Is.True, "the page was not loaded anew");

    /// <summary>Waits for the end of an operation that the page follows.</summary>
    public static Task SeeAsync(this IPage page, string heading) =>
        Assertions.Expect(page.Heading(heading)).ToBeVisibleAsync(new LocatorAssertionsToBeVisibleOptions { Timeout = 120_000 });
}

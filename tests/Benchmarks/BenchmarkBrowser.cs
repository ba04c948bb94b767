using Microsoft.Playwright;
using PenguinMails.LocalComponents;
using PenguinMails.TestKit.Platform;

namespace PenguinMails.Benchmarks;

/// <summary>Debian's Chromium, in front of a running system's portal.</summary>
internal sealed class BenchmarkBrowser : IAsyncDisposable
{
    public const string SecretsPage = "/admin/secrets";

    /// <summary>The rows of the secrets page's list.</summary>
    public const string Tenants = "[aria-label='Tenant secrets'] tbody tr";

    private static readonly DebianPackage Chromium = new("chromium", "opens the portal's pages in benchmarks", "/usr/bin", "chromium");
    private static readonly float Patience = (float)TimeSpan.FromMinutes(2).TotalMilliseconds;

    private readonly IPlaywright _playwright;
    private readonly IBrowser _browser;
    private readonly Uri _gateway;

    private BenchmarkBrowser(IPlaywright playwright, IBrowser browser, Uri gateway) => (_playwright, _browser, _gateway) = (playwright, browser, gateway);

    public static async Task<BenchmarkBrowser> StartAsync(Uri gateway)
    {
        await Prerequisite.EnsureAsync([Chromium], Console.Error.WriteLine);
        var playwright = await Playwright.CreateAsync();
        var browser = await playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = Path.Combine(Chromium.ProofFolder, Chromium.ProofFile),
            Args =
            [
                "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-background-networking", "--disable-component-update", "--disable-sync",
                "--no-first-run", "--disable-quic",
            ],
        });
        return new BenchmarkBrowser(playwright, browser, gateway);
    }

    /// <summary>A page of a profile of its own, whose cache is empty.</summary>
    /// <param name="state">The cookies of somebody who has signed in; null: nobody has.</param>
    public async Task<IPage> OpenAsync(string? state = null)
    {
        var context = await _browser.NewContextAsync(new BrowserNewContextOptions
        {
            BaseURL = _gateway.ToString(),
            StorageState = state,
            ColorScheme = ColorScheme.Light,
            ReducedMotion = ReducedMotion.Reduce,
            ViewportSize = new ViewportSize { Width = 1280, Height = 900 },
        });
        context.SetDefaultTimeout(Patience);
        return await context.NewPageAsync();
    }

    /// <summary>Signs in as a person does.</summary>
    /// <returns>The cookies.</returns>
    public async Task<string> SignInAsync(DevelopmentUser user, TotpCodes codes)
    {
        var page = await OpenAsync();
        await page.GotoAsync("/sign-in");
        await page.GetByLabel("E-mail address").FillAsync(user.Email);
        await page.GetByLabel("Password", new PageGetByLabelOptions { Exact = true }).FillAsync(DevelopmentUser.Password);
        await page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Continue", Exact = true }).ClickAsync();
        await page.GetByLabel("Six-digit code").FillAsync(await codes.NextAsync(user));
        await page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Sign in", Exact = true }).ClickAsync();
        await page.WaitForURLAsync("**" + SecretsPage);
        var state = await page.Context.StorageStateAsync();
        await page.Context.CloseAsync();
        return state;
    }

    public async ValueTask DisposeAsync()
    {
        await _browser.DisposeAsync();
        _playwright.Dispose();
    }
}

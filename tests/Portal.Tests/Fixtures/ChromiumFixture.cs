using System.Collections.Concurrent;
using Microsoft.Playwright;
using PenguinMails.LocalComponents;

namespace PenguinMails.Portal.Tests.Fixtures;

/// <summary>Debian's Chromium in front of a portal and an API, for the tests of one class. It remembers what pages say in their console.</summary>
internal abstract class ChromiumFixture : PortalFixture
{
    private static readonly DebianPackage Chromium = new("chromium", "opens the portal's pages in tests", "/usr/bin", "chromium");

    // The machine may be busy with another test assembly.
    private static readonly float Patience = (float)TimeSpan.FromSeconds(90).TotalMilliseconds;

    private IPlaywright _playwright = null!;
    private IBrowser _browser = null!;

    /// <summary>Console messages and errors of scripts.</summary>
    protected ConcurrentQueue<string> Said { get; } = [];

    [OneTimeSetUp]
    public async Task LaunchAsync()
    {
        await Prerequisite.EnsureAsync([Chromium], TestContext.Progress.WriteLine);
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = Path.Combine(Chromium.ProofFolder, Chromium.ProofFile),
            Args = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-background-networking", "--disable-component-update", "--no-first-run"],
        });
    }

    [OneTimeTearDown]
    public async Task CloseAsync()
    {
        await _browser.DisposeAsync();
        _playwright.Dispose();
    }

    [SetUp]
    public void Clear() => Said.Clear();

    /// <summary>A browser profile of its own: no cookies, nothing stored.</summary>
    protected async Task<IPage> OpenAsync()
    {
        var context = await _browser.NewContextAsync(new BrowserNewContextOptions { BaseURL = Portal.Address.ToString(), ReducedMotion = ReducedMotion.Reduce });
        context.SetDefaultTimeout(Patience);
        Assertions.SetDefaultExpectTimeout(Patience);
        var page = await context.NewPageAsync();
        page.PageError += (_, fault) => Said.Enqueue(fault);
        page.Console += (_, message) => Said.Enqueue(message.Text);
        return page;
    }

    /// <summary>Signs in as a person does, and waits for the page of their account.</summary>
    protected static async Task SignInAsync(IPage page, string password = "penguin-dev-password")
    {
        await page.GotoAsync("/sign-in?next=%2Faccount");
        await page.GetByLabel("E-mail address").FillAsync("owner@acme.example");
        await page.GetByLabel("Password", new PageGetByLabelOptions { Exact = true }).FillAsync(password);
        await Button(page, "Continue").ClickAsync();
        await page.GetByLabel("Six-digit code").FillAsync("123456");
        await Button(page, "Sign in").ClickAsync();
        await SeeAsync(page, "Your account");
    }

    protected static ILocator Button(IPage page, string name) => page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = name, Exact = true });

    protected static Task SeeAsync(IPage page, string heading) =>
        Assertions.Expect(page.GetByRole(AriaRole.Heading, new PageGetByRoleOptions { Name = heading, Exact = true })).ToBeVisibleAsync();

    /// <summary>All that a page has left in the browser: what is shown and typed, storages, caches, cookies that scripts see, addresses, history.</summary>
    protected async Task<string> TracesAsync(IPage page) => string.Join('\n', Said) + '\n' + page.Url + '\n' + await page.EvaluateAsync<string>("""
        async () => JSON.stringify([
            document.documentElement.outerHTML,
            [...document.querySelectorAll("input, textarea, select")].map(field => field.value),
            { ...localStorage }, { ...sessionStorage }, document.cookie, history.state, document.title, window.name,
            performance.getEntries().map(entry => entry.name),
            await Promise.all((await caches.keys()).map(async name => (await (await caches.open(name)).keys()).map(one => one.url))),
            (await indexedDB.databases()).map(one => one.name),
            Object.keys(window).filter(name => typeof window[name] === "string").map(name => window[name]),
        ])
        """);
}

using System.Collections.Concurrent;
using Microsoft.Playwright;
using PenguinMails.LocalComponents;

namespace PenguinMails.EndToEnd.Tests.Portal;

/// <summary>Debian's Chromium, in front of the running system's portal. It collects what goes wrong in its pages.</summary>
internal sealed class PortalBrowser : IAsyncDisposable
{
    private static readonly DebianPackage Chromium = new("chromium", "opens the portal's pages in tests", "/usr/bin", "chromium");

    // The machine may be busy with another test assembly.
    private static readonly float Patience = (float)TimeSpan.FromMinutes(3).TotalMilliseconds;

    private readonly IPlaywright _playwright;
    private readonly IBrowser _browser;
    private readonly ConcurrentQueue<string> _faults = [];

    private PortalBrowser(IPlaywright playwright, IBrowser browser) => (_playwright, _browser) = (playwright, browser);

    /// <summary>Errors of scripts, and refusals of the Content-Security-Policy. An answer that is a problem is none.</summary>
    public IReadOnlyCollection<string> Faults => _faults;

    public static async Task<PortalBrowser> StartAsync()
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
        return new PortalBrowser(playwright, browser);
    }

    /// <summary>A browser profile of its own: no cookies, light colours.</summary>
    public async Task<IPage> OpenAsync()
    {
        var context = await _browser.NewContextAsync(new BrowserNewContextOptions
        {
            BaseURL = RunningSystem.AppHost.GatewayAddress.ToString(),
            AcceptDownloads = true,
            ColorScheme = ColorScheme.Light,
            ReducedMotion = ReducedMotion.Reduce,
            ViewportSize = new ViewportSize { Width = 1280, Height = 900 },
        });
        context.SetDefaultTimeout(Patience);
        Assertions.SetDefaultExpectTimeout(Patience);
        var page = await context.NewPageAsync();
        page.PageError += (_, fault) => _faults.Enqueue(fault);
        page.Console += (_, message) =>
        {
            if (message.Type == "error" && !message.Text.StartsWith("Failed to load resource", StringComparison.Ordinal))
            {
                _faults.Enqueue(message.Text);
            }
        };
        return page;
    }

    public async ValueTask DisposeAsync()
    {
        await _browser.DisposeAsync();
        _playwright.Dispose();
    }
}

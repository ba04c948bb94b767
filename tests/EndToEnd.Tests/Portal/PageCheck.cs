using System.Text.Json;
using Microsoft.Playwright;
using PenguinMails.LocalComponents;

namespace PenguinMails.EndToEnd.Tests.Portal;

/// <summary>Looks at a page as it is now, in light and in dark: axe finds nothing, and a picture is kept in <c>artifacts/screenshots</c> for people.</summary>
internal static class PageCheck
{
    private static readonly string Root = RepositoryFolder.Find();
    private static readonly Lazy<string> Axe = new(() => File.ReadAllText(Path.Combine(Root, "services", "Portal", "web", "node_modules", "axe-core", "axe.min.js")));

    // What is still fading would be measured with the wrong colours.
    private const string IsStill = """
        scheme => document.documentElement.dataset.mantineColorScheme === scheme
            && document.getAnimations().every(one => one.playState !== 'running' || one.effect.getComputedTiming().iterations === Infinity)
        """;

    private const string Findings = """
        async () => (await axe.run(document, { resultTypes: ['violations'] })).violations
            .map(one => `${one.id}: ${one.nodes.map(node => node.target.join(' ') + ' ' + node.failureSummary).join(' | ')}`)
        """;

    /// <param name="page">The page.</param>
    /// <param name="name">The picture's name.</param>
    /// <param name="expected">What must be visible: nothing to see would have no findings either.</param>
    /// <param name="isWhole">The whole page is pictured, and not what the window shows of it.</param>
    public static async Task LooksGoodAsync(IPage page, string name, ILocator expected, bool isWhole = true)
    {
        await Assertions.Expect(expected).ToBeVisibleAsync(new LocatorAssertionsToBeVisibleOptions { Timeout = 60_000 });
        foreach (var scheme in (ColorScheme[])[ColorScheme.Dark, ColorScheme.Light])
        {
            var label = scheme == ColorScheme.Dark ? "dark" : "light";
            await page.EmulateMediaAsync(new PageEmulateMediaOptions { ColorScheme = scheme, ReducedMotion = ReducedMotion.Reduce });
            await page.WaitForFunctionAsync(IsStill, label);
            if (isWhole)
            {
                // What stays at the top of the window would be pictured in the middle of the page.
                await page.EvaluateAsync("() => window.scrollTo(0, 0)");
            }

            await page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(Root, "artifacts", "screenshots", $"{name}-{label}.png"), FullPage = isWhole });
            await page.EvaluateAsync(Axe.Value);
            var findings = await page.EvaluateAsync<string[]>(Findings);
            Assert.That(findings, Is.Empty, $"{name}, {label}");
        }
    }

    /// <summary>On a narrow screen, or at a zoom of 200 %, nothing is cut off and nothing has to be scrolled sideways.</summary>
    public static async Task FitsAsync(IPage page, string name, int width)
    {
        var before = page.ViewportSize!;
        await page.SetViewportSizeAsync(width, before.Height);
        await page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(Root, "artifacts", "screenshots", $"{name}-{width}.png"), FullPage = true });
        var needed = await page.EvaluateAsync<JsonElement>("() => document.documentElement.scrollWidth");
        await page.SetViewportSizeAsync(before.Width, before.Height);
        Assert.That(needed.GetInt32(), Is.LessThanOrEqualTo(width), $"{name} at {width} px");
    }
}

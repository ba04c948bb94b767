using Microsoft.Playwright;

namespace PenguinMails.Benchmarks;

/// <summary>From the start of the navigation, with an empty cache, to the frame that shows what somebody came for; the pages in turn, so that a busy machine disturbs all alike.</summary>
internal static class FirstViews
{
    private const int WarmUp = 2;
    private const int Rounds = 15;

    private static readonly (string Name, string Address, string Content, double Aim)[] Pages =
    [
        ("bare page", BarePage.Address, BarePage.Content, 1),
        ("sign-in", "/sign-in", "input[type=password]", 3.5),
        ("secrets", BenchmarkBrowser.SecretsPage, BenchmarkBrowser.Tenants, 7),
    ];

    public static async Task RunAsync(BenchmarkBrowser browser, string state)
    {
        var times = Pages.ToDictionary(page => page.Name, _ => new List<View>(), StringComparer.Ordinal);
        for (var round = 0; round < WarmUp + Rounds; round++)
        {
            foreach (var (name, address, content, _) in Pages)
            {
                var view = await MeasureAsync(browser, address == BenchmarkBrowser.SecretsPage ? state : null, address, content);
                if (round >= WarmUp)
                {
                    times[name].Add(view);
                }
            }
        }

        var bare = Median(times["bare page"], view => view.Shown);
        foreach (var (name, _, _, aim) in Pages)
        {
            var (shown, painted) = (Median(times[name], view => view.Shown), Median(times[name], view => view.LargestPaint));
            Report.Line($"first view of {name,-10} content {shown,6:F0} ms   ratio {shown / bare,5:F2}   (aim: {aim})   largest paint {painted,6:F0} ms   medians of {Rounds}");
        }
    }

    private static async Task<View> MeasureAsync(BenchmarkBrowser browser, string? state, string address, string content)
    {
        var page = await browser.OpenAsync(state);
        await page.AddInitScriptAsync(
            $$"""
            window.shown = new Promise(resolve => {
                const look = () => {
                    if (document.querySelector("{{content}}") === null) {
                        requestAnimationFrame(look);
                    } else {
                        setTimeout(() => resolve(performance.now())); // after this frame's paint
                    }
                };
                requestAnimationFrame(look);
            });
            window.largest = 0;
            new PerformanceObserver(list => { window.largest = list.getEntries().at(-1).startTime; }).observe({ type: "largest-contentful-paint", buffered: true });
            """);
        await page.GotoAsync(address, new PageGotoOptions { WaitUntil = WaitUntilState.Commit });
        var shown = await page.EvaluateAsync<double>("() => window.shown");
        // The browser reports a paint a little after it.
        var largest = await page.EvaluateAsync<double>(
            "() => new Promise(resolve => { const look = () => window.largest > 0 ? resolve(window.largest) : setTimeout(look, 10); look(); })");
        await page.Context.CloseAsync();
        return new View(shown, largest);
    }

    private static double Median(IEnumerable<View> views, Func<View, double> time) => Report.At(views.Select(time), 50);

    /// <param name="Shown">ms until the content is shown.</param>
    /// <param name="LargestPaint">ms until the largest contentful paint so far.</param>
    private sealed record View(double Shown, double LargestPaint);
}

using System.Diagnostics;
using System.Globalization;
using Microsoft.Playwright;
using PenguinMails.TestKit.Platform;

namespace PenguinMails.Benchmarks;

/// <summary>From a key stroke in the search of the tenants' list to the frame that shows its answer, while somebody types numbers; beside the API's own answers.</summary>
internal static class SearchStrokes
{
    private const int Words = 40;
    private const int Length = 4;
    private const int Step = 237;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    public static async Task RunAsync(BenchmarkBrowser browser, string state, SignedInUser admin)
    {
        var page = await browser.OpenAsync(state);
        await page.GotoAsync(BenchmarkBrowser.SecretsPage);
        await page.Locator(BenchmarkBrowser.Tenants).First.WaitForAsync();
        var field = page.GetByRole(AriaRole.Searchbox, new PageGetByRoleOptions { Name = "Search" });
        var (all, _) = await AskAsync(admin, "");
        var (strokes, answers) = (new List<double>(), new List<double>());
        for (var number = 1; number <= Words; number++)
        {
            var word = (1000 + (number * Step % 9000)).ToString(CultureInfo.InvariantCulture);
            var before = all;
            await field.FocusAsync();
            for (var typed = 1; typed <= Length; typed++)
            {
                var (found, answer) = await AskAsync(admin, word[..typed]);
                answers.Add(answer);
                if (found != before)
                {
                    await WatchAsync(page, found);
                    await page.Keyboard.PressAsync(word[(typed - 1)..typed]);
                    strokes.Add(await page.EvaluateAsync<double>("() => window.answered"));
                    before = found;
                }
                else
                {
                    await page.Keyboard.PressAsync(word[(typed - 1)..typed]);
                }

                await Task.Delay(Pause);
            }

            await WatchAsync(page, all);
            await field.FillAsync("");
            await field.PressAsync("Enter");
            await page.EvaluateAsync<double>("() => window.answered");
        }

        await page.Context.CloseAsync();
        Report.Line($"key stroke to answer, {strokes.Count} strokes   p50 {Report.At(strokes, 50),6:F0} ms   p95 {Report.At(strokes, 95),6:F0} ms   (aim: p95 150 ms)");
        Report.Line($"the API's answers alone              p50 {Report.At(answers, 50),6:F0} ms   p95 {Report.At(answers, 95),6:F0} ms   ratio {Report.At(strokes, 95) / Report.At(answers, 95),5:F1}");
    }

    /// <summary>Makes the page note how long it takes from the next key stroke until so many are said to be found.</summary>
    private static Task WatchAsync(IPage page, int found) => page.EvaluateAsync(
        """
        found => {
            window.answered = new Promise(resolve => addEventListener("keydown", stroke => {
                const look = () => {
                    const said = document.querySelector("nav.pager [role=status]")?.textContent ?? "";
                    if (Number(said.split(" of ").at(-1).replaceAll(",", "")) !== found) {
                        requestAnimationFrame(look);
                    } else {
                        setTimeout(() => resolve(performance.now() - stroke.timeStamp)); // after this frame's paint
                    }
                };
                requestAnimationFrame(look);
            }, { capture: true, once: true }));
        }
        """,
        found);

    private static async Task<(int Found, double Milliseconds)> AskAsync(SignedInUser admin, string search)
    {
        var sent = Stopwatch.GetTimestamp();
        var page = await admin.GetAsync($"/api/v1/admin/secrets/tenants?search={search}&sort=tenantName&order=asc&page=1&pageSize=50");
        return ((int)page["total"]!, Stopwatch.GetElapsedTime(sent).TotalMilliseconds);
    }
}

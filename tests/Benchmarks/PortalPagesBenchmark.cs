using System.Text.RegularExpressions;
using PenguinMails.LocalComponents;

namespace PenguinMails.Benchmarks;

/// <summary>
/// What somebody waits for at the portal, in one browser, over the gateway: the first view of a page, beside that of a page of nothing but text from the same
/// server; a key stroke in the search of 10,000 tenants, beside the API's own answer; and the size of what the first view loads.
/// </summary>
internal static partial class PortalPagesBenchmark
{
    private const double KibiByte = 1024;

    public static async Task RunAsync()
    {
        using var bare = new BarePage();
        await using var system = await FilledSystem.StartAsync();
        await ReportSizeAsync(system.Gateway);
        await using var browser = await BenchmarkBrowser.StartAsync(system.Gateway.BaseAddress!);
        var state = await browser.SignInAsync(DevelopmentUser.SecondAdmin, system.Codes);
        await FirstViews.RunAsync(browser, state);
        await SearchStrokes.RunAsync(browser, state, system.Admin);
    }

    /// <summary>What every page of the portal loads before it shows anything, as it is sent.</summary>
    private static async Task ReportSizeAsync(HttpClient gateway)
    {
        var page = await gateway.GetStringAsync("/sign-in");
        var parts = Asset().Matches(page).Select(match => match.Value).Distinct(StringComparer.Ordinal).ToLookup(Path.GetExtension, StringComparer.Ordinal);
        var (scripts, styles) = (await SizeAsync(gateway, parts[".js"]), await SizeAsync(gateway, parts[".css"]));
        Report.Line($"main bundle, gzip {scripts / KibiByte,6:F0} KiB of scripts   (aim: 200 KB)   and {styles / KibiByte,4:F0} KiB of styles");
    }

    private static async Task<long> SizeAsync(HttpClient gateway, IEnumerable<string> addresses)
    {
        long size = 0;
        foreach (var address in addresses)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, address);
            request.Headers.Add("Accept-Encoding", "gzip");
            using var answer = await gateway.SendAsync(request);
            size += (await answer.EnsureSuccessStatusCode().Content.ReadAsByteArrayAsync()).Length;
        }

        return size;
    }

    [GeneratedRegex("""/assets/[^"]+\.(?:js|css)""", RegexOptions.None, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Asset();
}

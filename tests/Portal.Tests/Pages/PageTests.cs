using System.Net;
using System.Text.RegularExpressions;
using PenguinMails.LocalComponents;

namespace PenguinMails.Portal.Tests.Pages;

[Category("Component")]
internal sealed partial class PageTests : PortalFixture
{
    [TestCase("/")]
    [TestCase("/sign-in")]
    [TestCase("/sign-in?next=https://evil.example/")]
    [TestCase("/invitations/abc")]
    [TestCase("/dashboard/settings/infrastructure/ssh-access")]
    [TestCase("/admin/secrets")]
    public async Task Page_OfTheApplication_IsTheSameForEverybody(string path)
    {
        using var browser = Portal.Open();

        using var response = await browser.GetAsync(path);

        var page = await response.Content.ReadAsStringAsync();
        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.OK), "and never a redirect to elsewhere");
        Assert.That(response.Content.Headers.ContentType!.ToString(), Is.EqualTo("text/html; charset=utf-8"));
        Assert.That(response.Headers.CacheControl!.NoCache, Is.True);
        Assert.That(page, Does.Contain("<div id=\"root\">").And.Not.Contain("evil"));
        Assert.That(Inline().Matches(page), Is.Empty, "no script or style within the page");
    }

    [Test]
    public async Task Files_ThatThePageNames_AreThereForeverAndCompressed()
    {
        using var browser = Portal.Open();
        var page = await (await browser.GetAsync("/")).Content.ReadAsStringAsync();
        var named = Named().Matches(page).Select(match => match.Groups["path"].Value).ToList();

        Assert.That(named, Has.Count.GreaterThan(3));
        foreach (var path in named)
        {
            using var response = await browser.GetAsync(path);
            Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.OK), path);
            Assert.That(response.Headers.CacheControl!.ToString(), Does.Contain(path is "/assets/scheme.js" or "/assets/start.js" or "/assets/early.js" or "/assets/icon.svg" ? "no-cache" : "immutable"), path);
        }

        using var client = new HttpClient(new SocketsHttpHandler { AutomaticDecompression = DecompressionMethods.None }) { BaseAddress = Portal.Address };
        client.DefaultRequestHeaders.Add("Accept-Encoding", "gzip");
        using var script = await client.GetAsync(named.First(path => path.EndsWith(".js", StringComparison.Ordinal) && path.Contains("index-", StringComparison.Ordinal)));
        Assert.That(script.Content.Headers.ContentEncoding, Is.EqualTo(["gzip"]));
        Assert.That((await script.Content.ReadAsByteArrayAsync()).Length, Is.LessThan(200 * 1024), "the main bundle");
    }

    [TestCase("/")]
    [TestCase("/sign-in")]
    [TestCase("/dashboard/activity")]
    [TestCase("/assets/scheme.js")]
    [TestCase("/assets/nothing.js")]
    public async Task Head_OfAPageOrFile_IsAsGetWithoutTheBody(string path)
    {
        using var client = new HttpClient { BaseAddress = Portal.Address };

        using var get = await client.GetAsync(path);
        using var head = await client.SendAsync(new HttpRequestMessage(HttpMethod.Head, path));

        Assert.That(head.StatusCode, Is.EqualTo(get.StatusCode));
        Assert.That(await head.Content.ReadAsByteArrayAsync(), Is.Empty);
        if (get.StatusCode == HttpStatusCode.OK)
        {
            Assert.That(head.Content.Headers.ContentLength, Is.EqualTo((await get.Content.ReadAsByteArrayAsync()).Length));
        }

        foreach (var name in (string[])["ETag", "Cache-Control", "Content-Security-Policy", "X-Frame-Options"])
        {
            Assert.That(head.Headers.NonValidated.Contains(name), Is.EqualTo(get.Headers.NonValidated.Contains(name)), name);
        }
    }

    [Test]
    public async Task File_ThatTheBrowserHas_IsNotSentAgain()
    {
        using var client = new HttpClient { BaseAddress = Portal.Address };
        using var first = await client.GetAsync("/sign-in");
        using var request = new HttpRequestMessage(HttpMethod.Get, "/dashboard/activity");
        request.Headers.IfNoneMatch.Add(first.Headers.ETag!);

        using var second = await client.SendAsync(request);

        Assert.That(second.StatusCode, Is.EqualTo(HttpStatusCode.NotModified));
    }

    [TestCase("/assets/..%2findex.html")]
    [TestCase("/assets/%2e%2e%2fPenguinMails.Portal.dll")]
    [TestCase("/assets/nothing.js")]
    [TestCase("/assets/index.html")]
    [TestCase("/PenguinMails.Portal.dll")]
    [TestCase("/appsettings.json")]
    [TestCase("/nothing")]
    public async Task File_ThatIsNoneOfThePages_IsNotThere(string path)
    {
        using var browser = Portal.Open();

        using var response = await browser.GetAsync(path);

        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.NotFound));
    }

    /// <summary>The pages' own tests, which run in Node.</summary>
    [Test]
    public async Task Components_InTheirOwnTests_Pass()
    {
        var folder = Path.Combine(RepositoryFolder.Find(), "services", "Portal", "web");

        var (exitCode, output) = await NodeProcess.RunAsync(folder, Path.Combine(folder, "node_modules", ".bin", "vitest"), "run");

        Assert.That(exitCode, Is.Zero, output);
        Assert.That(output, Does.Contain("passed"));
    }

    /// <summary>What the compiler does not see in the pages' sources: <c>eslint.config.js</c>.</summary>
    [Test]
    public async Task Sources_OfThePages_PassTheLinter()
    {
        var folder = Path.Combine(RepositoryFolder.Find(), "services", "Portal", "web");

        var (exitCode, output) = await NodeProcess.RunAsync(folder, Path.Combine(folder, "node_modules", ".bin", "eslint"), ".", "--max-warnings", "0");

        Assert.That(exitCode, Is.Zero, output);
    }

    [GeneratedRegex("""<script(?![^>]*\ssrc=)|<style|\sstyle=|\son\w+=""", RegexOptions.None, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Inline();

    [GeneratedRegex("(?:src|href)=\"(?<path>/[^\"]+)\"", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Named();
}

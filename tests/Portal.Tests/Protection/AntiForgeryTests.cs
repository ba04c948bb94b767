using System.Net;

namespace PenguinMails.Portal.Tests.Protection;

[Category("Component")]
internal sealed class AntiForgeryTests : PortalFixture
{
    private const string Change = "/portal/api/v1/tenant/infrastructure/ssh-credentials/revoke";

    [TestCase(Change)]
    [TestCase("/portal/step-up")]
    [TestCase("/portal/sign-out")]
    [TestCase("/portal/sign-in")]
    public async Task Change_WithTheCookieAlone_IsRefused(string path)
    {
        using var browser = await SignedInAsync();
        using var other = await SignedInAsync();
        var before = Api.Received.Count;

        foreach (var token in (string?[])[null, "", "none", other.AntiForgery, browser.AntiForgery + "x", browser.Cookie])
        {
            using var forged = browser.Stolen();
            forged.AntiForgery = token;
            using var response = await forged.PostAsync(path, new { password = "x", totpCode = "123456" });
            Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.Forbidden), token);
            Assert.That(await response.Content.ReadAsStringAsync(), Does.Contain("anti_forgery"));
        }

        Assert.That(Api.Received, Has.Count.EqualTo(before), "nothing reached the API");
        Assert.That(await browser.IsSignedInAsync(), Is.True);
    }

    [Test]
    public async Task Change_OfThePagesThemselves_IsTaken()
    {
        using var browser = await SignedInAsync();

        using var response = await browser.PostAsync(Change, new { }, ("Sec-Fetch-Site", "same-origin"));

        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.OK));
    }

    [TestCase("cross-site")]
    [TestCase("same-site")]
    [TestCase("none")]
    public async Task Change_ThatTheBrowserSaysAnotherSiteAsksFor_IsRefused(string site)
    {
        using var browser = await SignedInAsync();

        using var response = await browser.PostAsync(Change, new { }, ("Sec-Fetch-Site", site));

        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.Forbidden));
    }

    [Test]
    public async Task SignIn_WithoutTheHeader_IsRefused()
    {
        using var browser = Portal.Open();
        browser.AntiForgery = null;

        using var response = await browser.TrySignInAsync();

        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.Forbidden), "a form of another site cannot sign somebody in");
        Assert.That(browser.Cookie, Is.Null);
    }
}

namespace PenguinMails.Portal.Tests.Protection;

[Category("Component")]
internal sealed class HeaderTests : PortalFixture
{
    [TestCase("/")]
    [TestCase("/sign-in")]
    [TestCase("/dashboard/settings/infrastructure/ssh-access")]
    [TestCase("/assets/scheme.js")]
    [TestCase("/portal/session")]
    [TestCase("/portal/api/v1/notifications")]
    [TestCase("/nothing")]
    public async Task Answer_Any_ForbidsFramesForeignAndInlineCode(string path)
    {
        using var browser = Portal.Open();

        using var response = await browser.GetAsync(path);

        var policy = response.Headers.GetValues("Content-Security-Policy").Single().Split("; ");
        Assert.That(policy, Does.Contain("default-src 'none'").And.Contain("script-src 'self'").And.Contain("style-src 'self'")
            .And.Contain("frame-ancestors 'none'").And.Contain("base-uri 'none'").And.Contain("form-action 'self'").And.Contain("object-src 'none'"));
        Assert.That(string.Join(' ', policy), Does.Not.Contain("unsafe").And.Not.Contain("http").And.Not.Contain("data:").And.Not.Contain("*"));
        Assert.That(response.Headers.GetValues("X-Frame-Options"), Is.EqualTo(["DENY"]));
        Assert.That(response.Headers.GetValues("X-Content-Type-Options"), Is.EqualTo(["nosniff"]));
        Assert.That(response.Headers.GetValues("Referrer-Policy"), Is.EqualTo(["no-referrer"]));
        Assert.That(response.Headers.GetValues("Cross-Origin-Opener-Policy"), Is.EqualTo(["same-origin"]));
    }
}

using System.Net;

namespace PenguinMails.Portal.Tests.Protection;

/// <summary>What holds for every address of the portal, those included that are added later.</summary>
[Category("Component")]
internal sealed class EveryAddressTests : PortalFixture
{
    [Test]
    public async Task Change_ThatDoesNotStateTheSessionsToken_IsRefusedEverywhere()
    {
        using var browser = await SignedInAsync();
        using var other = await SignedInAsync();
        var changes = Addresses.Of(Portal).Concat(Addresses.Forwarded(Portal)).Where(address => !address.IsRead).Distinct().ToList();
        var before = Api.Received.Count;
        Assert.That(changes.Select(change => change.Path).ToList(), Has.Count.GreaterThan(30).And.Contain("/portal/sign-out").And.Contain("/portal/api/v1/auth/invitations/x/accept"));

        foreach (var change in changes)
        {
            foreach (var token in (string?[])[null, "none", other.AntiForgery])
            {
                using var forged = browser.Stolen();
                forged.AntiForgery = token;
                using var response = await forged.SendAsync(change);
                Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.Forbidden), $"{change} with {token ?? "nothing"}");
                Assert.That(await response.Content.ReadAsStringAsync(), Does.Contain("anti_forgery"), $"{change}");
            }
        }

        Assert.That(Api.Received, Has.Count.EqualTo(before), "nothing reached the API");
        Assert.That(await browser.IsSignedInAsync(), Is.True);
    }

    [Test]
    public async Task Call_OfAPage_ReachesEveryOperationThatIsForwarded()
    {
        using var browser = await SignedInAsync();

        foreach (var operation in Addresses.Forwarded(Portal))
        {
            using var response = await browser.SendAsync(operation);
            Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.OK), $"{operation}");
            Assert.That((Api.Received[^1].Method, Api.Received[^1].Path), Is.EqualTo((operation.Method, operation.Path["/portal".Length..])));
        }
    }

    [Test]
    public async Task StolenCookie_AfterSignOut_OpensNoAddress()
    {
        using var browser = await SignedInAsync();
        using var thief = browser.Stolen();
        var cookie = browser.Cookie!;
        (await browser.PostAsync("/portal/sign-out")).Dispose();
        var before = Api.Received.Count;

        foreach (var address in Addresses.Forwarded(Portal).Append(new Address("POST", "/portal/step-up")))
        {
            thief.Cookies.Add(Portal.Address, new Cookie(Browser.CookieName, cookie)); // each refusal deletes it
            using var response = await thief.SendAsync(address, new { password = "x", totpCode = "123456" });
            Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.Unauthorized), $"{address}");
        }

        Assert.That(Api.Received, Has.Count.EqualTo(before), "nothing reached the API");
    }

    [Test]
    public async Task Read_OfWhatChangesSomething_ChangesNothing()
    {
        using var browser = await SignedInAsync();
        var before = Api.Received.Count;
        var routes = Addresses.Of(Portal);

        foreach (var path in routes.GroupBy(address => address.Path).Where(path => !path.Any(address => address.IsRead)).Select(path => path.Key))
        {
            using var response = await browser.GetAsync(path);
            Assert.That((int)response.StatusCode, Is.AnyOf(404, 405), path);
        }

        Assert.That(Api.Received, Has.Count.EqualTo(before));
        Assert.That(await browser.IsSignedInAsync(), Is.True, "a picture whose address is that of the sign-out signs nobody out");
    }

    [Test]
    public async Task Answer_OfEveryAddress_ForbidsFramesAndForeignCodeAndLeadsNowhere()
    {
        using var browser = await SignedInAsync();
        using var stranger = Portal.Open();
        string[] odd = ["//evil.example/", "/sign-in?next=//evil.example/", "/sign-in/?next=https://evil.example/", "//evil.example/%2f..", "/dashboard//evil.example/", "/%5cevil.example/"];
        var addresses = Addresses.Of(Portal).Select(address => address.Path).Concat(odd).Distinct().ToList();

        foreach (var path in addresses)
        {
            foreach (var one in (Browser[])[browser, stranger])
            {
                using var response = await one.GetAsync($"{Portal.Address.GetLeftPart(UriPartial.Authority)}{path}");
                Assert.That(response.Headers.Location, Is.Null, path);
                Assert.That((int)response.StatusCode / 100, Is.Not.EqualTo(3), path);
                Assert.That(response.Headers.GetValues("Content-Security-Policy").Single(), Does.StartWith("default-src 'none'; script-src 'self'").And.Contain("frame-ancestors 'none'"), path);
                Assert.That(response.Headers.GetValues("X-Frame-Options"), Is.EqualTo(["DENY"]), path);
            }
        }
    }
}

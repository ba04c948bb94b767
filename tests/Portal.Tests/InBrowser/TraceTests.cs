using Microsoft.AspNetCore.Http;
using Microsoft.Playwright;

namespace PenguinMails.Portal.Tests.InBrowser;

/// <summary>What opens a session or an account stays nowhere in the browser.</summary>
[Category("Component")]
internal sealed class TraceTests : ChromiumFixture
{
    private const string Password = "password-of-somebody-17";
    private const string TotpSecret = "JBSWY3DPEHPK3PXP";
    private const string Token = "invitation-token-0123456789";
    private const string Invitation = "/api/v1/auth/invitations/" + Token;

    [Test]
    public async Task Session_FromSignInToSignOut_LeavesNothingBehind()
    {
        var page = await OpenAsync();
        await SignInAsync(page, Password);
        var cookie = (await page.Context.CookiesAsync()).Single();

        Assert.That((cookie.HttpOnly, cookie.SameSite, cookie.Path, cookie.Expires), Is.EqualTo((true, SameSiteAttribute.Strict, "/", -1f)));
        var signedIn = await TracesAsync(page);
        Assert.That(signedIn, Does.Contain("owner@acme.example"), "the page was read at all");
        Assert.That(signedIn, Does.Not.Contain(Password).And.Not.Contain("123456").And.Not.Contain(cookie.Value).And.Not.Match(@"\b(access|refresh)-\d"));

        await page.GetByRole(AriaRole.Link, new PageGetByRoleOptions { Name = "Notifications" }).ClickAsync();
        await SeeAsync(page, "Notifications");
        await Button(page, "Sign out").ClickAsync();
        await SeeAsync(page, "Sign in");
        await page.GoBackAsync();
        await SeeAsync(page, "Sign in");
        Assert.That(await TracesAsync(page), Does.Not.Contain("owner@acme.example").And.Not.Contain(cookie.Value), "nor does the button 'back' show it");
    }

    [Test]
    public async Task Invitation_AfterItWasAccepted_LeavesNothingBehind()
    {
        AnswerInvitation();
        var page = await OpenAsync();
        await page.GotoAsync("/invitations/" + Token);
        await SeeAsync(page, "Set up your account");
        Assert.That(await page.ContentAsync(), Does.Contain(TotpSecret));
        Assert.That(page.Url, Does.Not.Contain(Token), "the token leaves the address");
        await page.GetByLabel("New password").FillAsync(Password);
        await page.GetByLabel("Repeat the password").FillAsync(Password);
        await page.GetByLabel("Six-digit code that the app shows now").FillAsync("654321");
        await Button(page, "Create account").ClickAsync();
        await SeeAsync(page, "Your account is ready");

        var traces = await TracesAsync(page);
        foreach (var secret in (string[])[TotpSecret, Password, "654321"])
        {
            Assert.That(traces, Does.Not.Contain(secret));
        }

        await page.GotoAsync("/sign-in");
        Assert.That(await TracesAsync(page), Does.Not.Contain(Token), "with the page its list of calls is gone, too");
    }

    [Test]
    public async Task Invitation_WhereSomebodyElseIsSignedIn_IsClosedUntilTheyHaveSignedOut()
    {
        AnswerInvitation();
        var before = Api.To(Invitation).Count;
        var page = await OpenAsync();
        await SignInAsync(page);

        await page.GotoAsync("/invitations/" + Token);

        await SeeAsync(page, "Somebody is signed in here");
        await Assertions.Expect(page.GetByText("This browser is signed in as owner@acme.example.")).ToBeVisibleAsync();
        Assert.That(await TracesAsync(page), Does.Not.Contain(TotpSecret));
        Assert.That(Api.To(Invitation), Has.Count.EqualTo(before), "it was not even asked for");
        await Button(page, "Sign out and show the invitation").ClickAsync();
        await SeeAsync(page, "Set up your account");
        await Assertions.Expect(page.GetByText(TotpSecret)).ToBeVisibleAsync();
        Assert.That((await page.Context.CookiesAsync()), Is.Empty, "the other session has ended");
    }

    [Test]
    public async Task StepUp_OfAScriptOfThePage_GetsNoGrant()
    {
        var page = await OpenAsync();
        await SignInAsync(page);
        await page.EvaluateAsync("""
            async () => {
                const { antiForgery } = await (await fetch("/portal/session")).json();
                const headers = { "Content-Type": "application/json", "X-Anti-Forgery": antiForgery };
                const answer = await fetch("/portal/step-up", { method: "POST", headers, body: JSON.stringify({ password: "x", totpCode: "654321" }) });
                window.name = await answer.text();
            }
            """);

        Assert.That(await TracesAsync(page), Does.Contain("steppedUpUntil").And.Not.Contain("grant-of-the-session"), "a page gets no grant, even if it asks");
    }

    private void AnswerInvitation() => Api.Answer = async context =>
    {
        if (context.Request.Path.Value!.EndsWith("/accept", StringComparison.Ordinal))
        {
            context.Response.StatusCode = StatusCodes.Status204NoContent;
            return true;
        }

        if (!context.Request.Path.Value.Contains("/invitations/", StringComparison.Ordinal))
        {
            return false;
        }

        await context.Response.WriteAsJsonAsync(new
        {
            email = "new@acme.example",
            totpSecret = TotpSecret,
            totpUri = $"otpauth://totp/x?secret={TotpSecret}",
            expiresAt = TimeProvider.System.GetUtcNow().AddDays(1),
        });
        return true;
    };
}

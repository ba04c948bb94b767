using PenguinMails.TestKit;

namespace PenguinMails.Portal.Tests.Protection;

/// <summary>What opens a session or an account is in no log and no table, whatever goes wrong.</summary>
[Category("Component")]
internal sealed class RedactionTests
{
    private const string Invitation = "invitation-token-0123456789";
    private const string Passphrase = "passphrase-of-somebody";

    [Test]
    public async Task Material_OfEveryKind_IsInNoLogAndNoTable()
    {
        await using var api = await ApiServer.StartAsync();
        await using var portal = await PortalServer.StartAsync(api);
        using var browser = portal.Open();
        await browser.SignInAsync();
        var canary = new LogCanary().Watch("password", "penguin-dev-password").Watch("access token", "access-1").Watch("refresh token", "refresh-1")
            .Watch("grant", "grant-of-the-session").Watch("cookie", browser.Cookie!).Watch("anti-forgery token", browser.AntiForgery!)
            .Watch("invitation", Invitation).Watch("passphrase", Passphrase);

        await UseAsync(browser);
        await api.StopAsync();
        await UseAsync(browser);

        Assert.That(canary.FindIn(portal.Log.Text), Is.Empty);
        Assert.That(portal.Log.Text, Is.Not.Empty, "something was logged at all");
        Assert.That(await canary.FindInDatabaseAsync(portal.Database), Is.Empty);
    }

    private static async Task UseAsync(Browser browser)
    {
        (await browser.PostAsync("/portal/step-up", new { password = "penguin-dev-password", totpCode = "123456" })).Dispose();
        (await browser.PostAsync("/portal/api/v1/tenant/infrastructure/ssh-credentials/download", new { passphrase = Passphrase })).Dispose();
        (await browser.GetAsync("/portal/api/v1/auth/invitations/" + Invitation)).Dispose();
        (await browser.PostAsync($"/portal/api/v1/auth/invitations/{Invitation}/accept", new { password = "penguin-dev-password", totpCode = "123456" })).Dispose();
        (await browser.GetAsync("/invitations/" + Invitation)).Dispose();
        (await browser.PostAsync("/portal/sign-in", "not what is expected: " + Passphrase)).Dispose();
    }
}

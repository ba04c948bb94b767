using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using PenguinMails.Identity.Credentials;
using PenguinMails.Identity.Development;
using PenguinMails.Identity.Tests.Fixtures;
using PenguinMails.TestKit;

namespace PenguinMails.Identity.Tests;

[Category("Process")]
public sealed class ProcessTests
{
    [Test]
    public async Task Instance_KilledWithoutWarning_LosesNothingAndLeaksNothing()
    {
        var platform = await Platform.StartAsync(TestVault.SharedAsync());
        var env = platform.Settings.ToDictionary(setting => setting.Key.Replace(":", "__", StringComparison.Ordinal), setting => setting.Value!);
        env["Identity__SeedDevelopmentUsers"] = "true";
        await using var first = await ServiceProcess.StartAsync("Identity", env);
        await first.WaitHealthyAsync();
        var user = DevelopmentUsers.All[0];
        var secret = Base32.Decode(user.TotpSecret);

        using var signIn = await first.Client.PostAsJsonAsync("/api/v1/auth/sign-in", new
        {
            email = user.Email,
            password = DevelopmentUsers.Password,
            totpCode = Totp.Code(secret, Totp.StepAt(TimeProvider.System.GetUtcNow())),
        });
        var tokens = await IdentityServer.ReadTokensAsync(signIn);
        await first.KillAsync();
        var canary = new LogCanary()
            .Watch("password", DevelopmentUsers.Password).Watch("access token", tokens.AccessToken).Watch("refresh token", tokens.RefreshToken)
            .Watch("TOTP secret in base32", user.TotpSecret).Watch("TOTP secret", System.Text.Encoding.Latin1.GetString(secret));
        Assert.That(canary.FindIn(first.Log), Is.Empty);
        Assert.That(await canary.FindInDatabaseAsync(platform.Database), Is.Empty);

        await first.StartAgainAsync();
        await first.WaitHealthyAsync();
        using var me = new HttpRequestMessage(HttpMethod.Get, "/api/v1/auth/me");
        me.Headers.Authorization = new AuthenticationHeaderValue("Bearer", tokens.AccessToken);
        Assert.That((await first.Client.SendAsync(me)).StatusCode, Is.EqualTo(HttpStatusCode.OK));
        using var refresh = await first.Client.PostAsJsonAsync("/api/v1/auth/refresh", new { tokens.RefreshToken });
        Assert.That((await IdentityServer.ReadTokensAsync(refresh)).User.Email, Is.EqualTo(user.Email));
    }
}

using Microsoft.Extensions.Options;
using PenguinMails.Identity.Credentials;
using PenguinMails.Identity.Development;
using PenguinMails.Identity.Tests.Fixtures;
using PenguinMails.Identity.Users;
using PenguinMails.TestKit;

namespace PenguinMails.Identity.Tests.Users;

[Category("Component")]
public sealed class DevelopmentUserTests
{
    private static readonly Dictionary<string, string?> Seeding = new() { ["Identity:SeedDevelopmentUsers"] = "true" };

    [Test]
    public async Task Seeding_ByTwoInstancesAndAgain_MakesEveryUserOnce()
    {
        var platform = await Platform.StartAsync(TestVault.SharedAsync());
        var time = new ShiftedTime();
        var instances = await Task.WhenAll(
            IdentityServer.StartAsync(platform, time, Seeding), IdentityServer.StartAsync(platform, time, Seeding));
        await instances[0].DisposeAsync();
        await using var again = await IdentityServer.StartAsync(platform, time, Seeding);

        Assert.That(await again.Database.ReadAsync(read => read.ScalarAsync<long>("select count(*) from platform_user"), default), Is.EqualTo(8));
        time.NextStep();
        foreach (var user in DevelopmentUsers.All)
        {
            var code = Totp.Code(Base32.Decode(user.TotpSecret), time.CurrentStep);
            using var answer = await again.SignInAsync(user.Email, "penguin-dev-password", code);
            var tokens = await IdentityServer.ReadTokensAsync(answer);
            Assert.That(tokens.User, Is.EqualTo(new UserView(user.Email, user.Role, user.TenantId)));
        }

        await instances[1].DisposeAsync();
    }

    [TestCase("Production")]
    [TestCase("Staging")]
    public async Task Seeding_OutsideDevelopment_RefusesToStart(string environment)
    {
        var platform = await Platform.SharedAsync();

        Assert.That(
            async () => await IdentityServer.StartAsync(platform, settings: Seeding, environment: environment),
            Throws.TypeOf<OptionsValidationException>().With.Message.Contains("SeedDevelopmentUsers"));
    }

    [Test]
    public async Task Options_ThatAreWrong_AreAllReportedAtStart()
    {
        var platform = await Platform.SharedAsync();
        var settings = new Dictionary<string, string?>
        {
            ["Identity:AccessTokenLifetime"] = "02:00:00",
            ["Identity:SessionLifetime"] = "00:00:01",
            ["Identity:MaxFailures"] = "0",
            ["Identity:FailureWindow"] = "00:00:00",
            ["Identity:LockoutDuration"] = "2.00:00:00",
            ["Identity:ConcurrentPasswordChecks"] = "0",
            ["Identity:PasswordCheckWait"] = "00:00:21",
        };

        Assert.That(
            async () => await IdentityServer.StartAsync(platform, settings: settings),
            Throws.TypeOf<OptionsValidationException>().With.Property("Failures").Count.EqualTo(7));
    }
}

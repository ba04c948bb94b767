using System.Buffers.Text;
using System.Text.Json;
using PenguinMails.Contracts.Messages;
using PenguinMails.Identity.Sessions;
using PenguinMails.Identity.Tests.Fixtures;
using PenguinMails.Identity.Users;
using PenguinMails.ServiceDefaults;

namespace PenguinMails.Identity.Tests.People;

/// <summary>One administrator with a second account is one person.</summary>
[Category("Component")]
internal sealed class VoucherTests : IdentityFixture
{
    private const string Users = "/api/v1/admin/users";

    [Test]
    public async Task Token_OfSomebodyInvited_NamesTheChainOfVouchersForAWeek()
    {
        var first = await SteppedUp.NewAsync(Server, Roles.Admin);
        var second = await SteppedUp.OfAsync(Server, await InviteAsync(first));
        var third = await InviteAsync(second);

        var session = await Server.SignInAsync(third);
        using var refreshed = await session.RefreshAsync();

        Assert.That(VouchersOf(first.Session.Tokens), Is.Empty);
        Assert.That(VouchersOf(second.Session.Tokens), Is.EqualTo([first.User.UserId]));
        Assert.That(VouchersOf(session.Tokens), Is.EquivalentTo([first.User.UserId, second.User.UserId]));
        Assert.That(VouchersOf(await IdentityServer.ReadTokensAsync(refreshed)), Is.EquivalentTo([first.User.UserId, second.User.UserId]));
        Server.Time.Advance(TimeSpan.FromDays(7));
        Assert.That(VouchersOf((await Server.SignInAsync(third)).Tokens), Is.Empty);
    }

    [Test]
    public async Task Token_OfSomebodyReset_NamesWhoHadTheLink()
    {
        var (admin, colleague) = (await SteppedUp.NewAsync(Server, Roles.Admin), await Server.NewUserAsync(Roles.Admin));

        using var answer = await admin.PostAsync($"{Users}/{colleague.UserId}/reset");

        var again = await (await InvitedPerson.OfAsync(Server, answer)).AcceptAsync();
        Assert.That(VouchersOf((await Server.SignInAsync(again)).Tokens), Is.EqualTo([admin.User.UserId]));
    }

    [Test]
    public async Task Chain_LongerThanATokenHolds_MayBeAnybodys()
    {
        var people = new List<TestUser>();
        for (var link = 0; link < VoucherTable.LongestChain + 3; link++)
        {
            people.Add(await Server.NewUserAsync(Roles.Admin));
        }

        for (var link = 1; link < people.Count; link++)
        {
            await VouchAsync(people[link], people[link - 1]);
        }

        var named = VouchersOf((await Server.SignInAsync(people[^1])).Tokens);
        Assert.That(named, Has.Length.EqualTo(VoucherTable.LongestChain + 1).And.Member(Voucher.Unknown));
        Assert.That(VouchersOf((await Server.SignInAsync(people[VoucherTable.LongestChain])).Tokens), Has.No.Member(Voucher.Unknown));
    }

    [Test]
    public async Task Chain_ThatGoesRound_Ends()
    {
        var (first, second) = (await Server.NewUserAsync(Roles.Admin), await Server.NewUserAsync(Roles.Admin));
        await VouchAsync(first, second);
        await VouchAsync(second, first);

        Assert.That(VouchersOf((await Server.SignInAsync(first)).Tokens), Is.EqualTo([second.UserId]));
    }

    [TestCase("enable")]
    [TestCase("unlock")]
    [TestCase("reset")]
    public async Task Voucher_IsNotLetInByTheAccountTheyMade(string change)
    {
        var admin = await SteppedUp.NewAsync(Server, Roles.Admin);
        var puppet = await SteppedUp.OfAsync(Server, await InviteAsync(await SteppedUp.OfAsync(Server, await InviteAsync(admin))));

        using var answer = await puppet.PostAsync($"{Users}/{admin.User.UserId}/{change}");

        await answer.ShouldBeProblemAsync(403, "not_independent");
        Assert.That(await answer.Content.ReadAsStringAsync(), Does.Contain("wait until 20"), "the answer says until when");
        Assert.That((await Server.OutboxAsync<AuditRecorded>()).Where(record => record.Details?.GetValueOrDefault("userId") == $"{admin.User.UserId}")
            .Select(record => $"{record.Action} {record.Outcome} {record.Code}"), Has.Member($"user.{change} refused not_independent"));
        using var ended = await puppet.PostAsync($"{Users}/{admin.User.UserId}/disable");
        Assert.That((int)ended.StatusCode, Is.EqualTo(204), "whoever was invited may end a voucher's access");
    }

    [Test]
    public async Task Administrators_HearOfEachAccountThatIsInvitedOrReset()
    {
        var admin = await SteppedUp.NewAsync(Server, Roles.Admin);
        var colleague = await Server.NewUserAsync(Roles.Admin);
        var invited = await InviteAsync(admin);
        using var operatorInvited = await admin.PostAsync(Users, new { email = NewEmail(), role = "operator" });
        using var reset = await admin.PostAsync($"{Users}/{colleague.UserId}/reset");

        var alerts = (await Server.OutboxAsync<AlertRaised>())
            .Where(alert => alert.Kind == "identity.administrator_vouched" && alert.Summary.StartsWith(admin.User.Email, StringComparison.Ordinal)).ToList();

        Assert.That(
            alerts.Select(alert => alert.DeduplicationKey),
            Is.EqualTo([$"identity.administrator_vouched:{invited.UserId}", $"identity.administrator_vouched:{colleague.UserId}"]));
        Assert.That(alerts.Select(alert => alert.Severity), Is.All.EqualTo(AlertSeverities.Warning));
    }

    private static string NewEmail() => $"new-{Guid.CreateVersion7():N}@penguin.example";

    private async Task<TestUser> InviteAsync(SteppedUp admin)
    {
        using var answer = await admin.PostAsync(Users, new { email = NewEmail(), role = "admin" });
        return await (await InvitedPerson.OfAsync(Server, answer)).AcceptAsync();
    }

    private Task VouchAsync(TestUser user, TestUser voucher) => Server.Database.InTransactionAsync(
        transaction => transaction.ExecuteAsync(
            "update platform_user set vouched_by = @By, vouched_at = @now where user_id = @UserId",
            new { By = voucher.UserId, user.UserId, now = Server.Time.GetUtcNow() }),
        default);

    private static Guid[] VouchersOf(PlainTextTokens tokens)
    {
        var payload = JsonDocument.Parse(Base64Url.DecodeFromChars(tokens.AccessToken.Split('.')[1])).RootElement;
        return payload.TryGetProperty("vouchers", out var vouchers)
            ? [.. vouchers.EnumerateArray().Select(voucher => Voucher.Parse(voucher.GetString()!).UserId)]
            : [];
    }
}

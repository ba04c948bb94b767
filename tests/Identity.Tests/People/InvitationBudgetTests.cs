using System.Net;
using PenguinMails.Contracts.Messages;
using PenguinMails.Identity.Tests.Fixtures;
using PenguinMails.ServiceDefaults;

namespace PenguinMails.Identity.Tests.People;

/// <summary>How many invitations a tenant's people make in a day, and how many one mailbox gets.</summary>
[Category("Component")]
internal sealed class InvitationBudgetTests
{
    private const string Users = "/api/v1/admin/users";
    private const string Colleagues = "/api/v1/tenant/users";
    private const int PerTenant = 8;
    private const int PerMailbox = 3;

    private IdentityServer _server = null!;

    [OneTimeSetUp]
    public async Task StartServerAsync() => _server = await StartAsync();

    [OneTimeTearDown]
    public async Task StopServerAsync() => await _server.DisposeAsync();

    [Test]
    public async Task Tenant_ThatInvitesTooMany_WaitsADayAndOthersDoNot()
    {
        var (owner, other, admin) = (await OwnerAsync(), await OwnerAsync(), await SteppedUp.NewAsync(_server, Roles.Admin));
        for (var number = 0; number < PerTenant; number++)
        {
            await ShouldBeMadeAsync(await InviteAsync(owner, Colleagues));
        }

        using var refused = await InviteAsync(owner, Colleagues);

        await refused.ShouldBeProblemAsync(429, "too_many_invitations");
        Assert.That(refused.Headers.RetryAfter?.Delta, Is.InRange(TimeSpan.FromHours(23), TimeSpan.FromHours(24)));
        Assert.That(
            (await _server.OutboxAsync<AuditRecorded>()).Where(record => record.Actor.User == owner.User.Email && record.Action == "user.invite").Select(record => $"{record.Outcome} {record.Code}".TrimEnd()),
            Is.EqualTo([.. Enumerable.Repeat("success", PerTenant), "refused too_many_invitations"]));
        await ShouldBeMadeAsync(await InviteAsync(other, Colleagues));
        await ShouldBeMadeAsync(await InviteAsync(admin, Users, owner.User.TenantId));
    }

    [Test]
    public async Task Tenant_ThatAsksWhoseAddressesAre_IsCountedToo()
    {
        var owner = await OwnerAsync();
        var taken = (await OwnerAsync()).User.Email;
        for (var number = 0; number < PerMailbox; number++)
        {
            using var exists = await owner.PostAsync(Colleagues, new { email = taken, role = "tenant_admin" });
            await exists.ShouldBeProblemAsync(409, "user_exists");
        }

        using var refused = await owner.PostAsync(Colleagues, new { email = taken, role = "tenant_admin" });

        await refused.ShouldBeProblemAsync(429, "too_many_invitations");
    }

    [Test]
    public async Task Mailbox_ThatIsInvitedAndReset_GetsItsNumberFromTheTenantAndTheAdministratorsEach()
    {
        var (owner, admin) = (await OwnerAsync(), await SteppedUp.NewAsync(_server, Roles.Admin));
        using var invited = await InviteAsync(owner, Colleagues);
        var userId = (await InvitedPerson.OfAsync(_server, invited)).UserId;
        for (var number = 1; number < PerMailbox; number++)
        {
            await ShouldBeMadeAsync(await owner.PostAsync($"{Colleagues}/{userId}/reset"));
        }

        using var refused = await owner.PostAsync($"{Colleagues}/{userId}/reset");

        await refused.ShouldBeProblemAsync(429, "too_many_invitations");
        Assert.That(refused.Headers.RetryAfter?.Delta, Is.InRange(TimeSpan.FromHours(23), TimeSpan.FromHours(24)));
        for (var number = 0; number < PerMailbox; number++)
        {
            await ShouldBeMadeAsync(await admin.PostAsync($"{Users}/{userId}/reset"));
        }

        using var refusedToAll = await admin.PostAsync($"{Users}/{userId}/reset");
        await refusedToAll.ShouldBeProblemAsync(429, "too_many_invitations");
        Assert.That(
            (await _server.OutboxAsync<AuditRecorded>()).Count(record => record is { Action: "user.reset", Outcome: "refused", Code: "too_many_invitations" } && record.Details!["userId"] == $"{userId}"),
            Is.EqualTo(2));
    }

    [Test]
    public async Task Budget_AfterADay_IsThereAgain()
    {
        await using var server = await StartAsync(); // with a clock of its own
        var owner = await SteppedUp.NewAsync(server, Roles.TenantOwner);
        for (var number = 0; number < PerTenant; number++)
        {
            await ShouldBeMadeAsync(await InviteAsync(owner, Colleagues));
        }

        using var refused = await InviteAsync(owner, Colleagues);
        server.Time.Advance(refused.Headers.RetryAfter!.Delta!.Value);
        var again = await SteppedUp.OfAsync(server, owner.User);

        await ShouldBeMadeAsync(await InviteAsync(again, Colleagues));
    }

    [Test]
    public async Task Budget_OfManyCallsAtOnce_IsNotExceeded()
    {
        var owner = await OwnerAsync();

        var answers = await Task.WhenAll(Enumerable.Range(0, 2 * PerTenant).Select(_ => InviteAsync(owner, Colleagues)));

        Assert.That(answers.Count(answer => answer.StatusCode == HttpStatusCode.Created), Is.EqualTo(PerTenant));
        Assert.That(answers.Count(answer => answer.StatusCode == HttpStatusCode.TooManyRequests), Is.EqualTo(PerTenant));
    }

    private static async Task<IdentityServer> StartAsync() => await IdentityServer.StartAsync(
        await Platform.SharedAsync(),
        settings: new Dictionary<string, string?> { ["Identity:InvitationsPerTenant"] = $"{PerTenant}", ["Identity:InvitationsPerMailbox"] = $"{PerMailbox}" });

    private Task<SteppedUp> OwnerAsync() => SteppedUp.NewAsync(_server, Roles.TenantOwner);

    private static Task<HttpResponseMessage> InviteAsync(SteppedUp who, string path, Guid? tenantId = null)
    {
        var email = $"new-{Guid.CreateVersion7():N}@penguin.example";
        return who.PostAsync(path, tenantId is null ? new { email, role = "tenant_admin" } : new { email, role = "tenant_admin", tenantId });
    }

    private static async Task ShouldBeMadeAsync(HttpResponseMessage answer)
    {
        using (answer)
        {
            Assert.That(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
        }
    }
}

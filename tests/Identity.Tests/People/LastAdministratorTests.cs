using System.Net;
using Microsoft.Extensions.DependencyInjection;
using PenguinMails.Identity.Commands;
using PenguinMails.Identity.Tests.Fixtures;
using PenguinMails.ServiceDefaults;
using PenguinMails.TestKit;

namespace PenguinMails.Identity.Tests.People;

/// <summary>The first administrator and the last one, each in a database of their own.</summary>
[Category("Component")]
public sealed class LastAdministratorTests
{
    private const string Users = "/api/v1/admin/users";
    private const string Colleagues = "/api/v1/tenant/users";

    private IdentityServer _server = null!;

    [SetUp]
    public async Task StartAsync() => _server = await IdentityServer.StartAsync(await Platform.StartAsync(TestVault.SharedAsync()));

    [TearDown]
    public async Task StopAsync() => await _server.DisposeAsync();

    [Test]
    public async Task First_CreatedByCommand_InvitesTheNext()
    {
        Assert.That((await CreateAsync("no address")).IsDone, Is.False);
        var (isDone, outdated) = await CreateAsync("First@penguin.example");
        Assert.That(isDone, outdated);
        var (isDoneAgain, link) = await CreateAsync("first@penguin.example");
        Assert.That(isDoneAgain, "the link was lost, and nobody has accepted yet");
        using var replaced = await _server.Client.GetAsync($"/api/v1/auth/invitations/{new Uri(outdated).Segments[^1]}");
        await replaced.ShouldBeProblemAsync(410, "invitation_expired");

        var userId = await _server.Database.ReadAsync(read => read.ScalarAsync<Guid>("select user_id from platform_user"), default);
        var first = await SteppedUp.OfAsync(_server, await new InvitedPerson(_server, userId, new Uri(link).Segments[^1]).AcceptAsync());
        Assert.That((await CreateAsync("another@penguin.example")).IsDone, Is.False, "there is one now");
        using var invitation = await first.PostAsync(Users, new { email = "second@penguin.example", role = "admin" });
        var second = await (await InvitedPerson.OfAsync(_server, invitation)).AcceptAsync();
        Assert.That((await _server.SignInAsync(second)).Tokens.User.Role, Is.EqualTo("admin"));
        Assert.That(await _server.AuditOfAsync("identity"), Has.Member("user.invite success"));
    }

    [Test]
    public async Task First_WithTheAddressOfSomebodyElse_IsRefused()
    {
        var user = await _server.NewUserAsync();

        Assert.That((await CreateAsync(user.Email)).IsDone, Is.False);
        Assert.That((await _server.SignInAsync(user)).Tokens.User.Role, Is.EqualTo(user.Role));
    }

    [TestCase("disable")]
    [TestCase("reset")]
    public async Task Two_WhoEndEachOthersAccessAtOnce_LeaveOne(string change)
    {
        var (first, second) = (await SteppedUp.NewAsync(_server, Roles.Admin), await SteppedUp.NewAsync(_server, Roles.Admin));

        var answers = await Task.WhenAll(
            first.PostAsync($"{Users}/{second.User.UserId}/{change}"), second.PostAsync($"{Users}/{first.User.UserId}/{change}"));

        Assert.That(answers.Count(answer => answer.IsSuccessStatusCode), Is.EqualTo(1));
        Assert.That(
            answers.Single(answer => !answer.IsSuccessStatusCode).StatusCode, Is.EqualTo(HttpStatusCode.Conflict).Or.EqualTo(HttpStatusCode.Unauthorized));
        Assert.That(await ActiveAsync(), Is.EqualTo(1));
    }

    [TestCase("disable")]
    [TestCase("reset")]
    public async Task Two_OwnersWhoEndEachOthersAccessAtOnce_LeaveOne(string change)
    {
        var tenantId = Guid.CreateVersion7();
        var first = await SteppedUp.NewAsync(_server, Roles.TenantOwner, tenantId);
        var second = await SteppedUp.NewAsync(_server, Roles.TenantOwner, tenantId);

        var answers = await Task.WhenAll(
            first.PostAsync($"{Colleagues}/{second.User.UserId}/{change}"), second.PostAsync($"{Colleagues}/{first.User.UserId}/{change}"));

        Assert.That(answers.Count(answer => answer.IsSuccessStatusCode), Is.EqualTo(1));
        Assert.That(await ActiveAsync(), Is.EqualTo(1));
    }

    [TestCase(Roles.Admin, Users, "admin")]
    [TestCase(Roles.TenantOwner, Colleagues, "tenant_admin")]
    public async Task Caller_WhoseAccessEndedAfterTheyWereLetIn_ChangesNothing(string role, string path, string invited)
    {
        var tenantId = Guid.CreateVersion7();
        var (first, second) = (await SteppedUp.NewAsync(_server, role, tenantId), await SteppedUp.NewAsync(_server, role, tenantId));
        await _server.Database.InTransactionAsync(
            transaction => transaction.ExecuteAsync("update platform_user set status = 'disabled' where user_id = @UserId", new { first.User.UserId }), default);

        foreach (var change in (string[])["disable", "enable", "unlock", "reset"])
        {
            using var answer = await first.PostAsync($"{path}/{second.User.UserId}/{change}");
            await answer.ShouldBeProblemAsync(401, "unauthenticated");
        }

        using var invitation = await first.PostAsync(path, new { email = "third@penguin.example", role = invited });
        await invitation.ShouldBeProblemAsync(401, "unauthenticated");
        Assert.That(await ActiveAsync(), Is.EqualTo(1));
        Assert.That(
            await _server.Database.ReadAsync(read => read.ScalarAsync<int>("select count(*)::int from platform_user"), default), Is.EqualTo(2), "nobody was invited");
    }

    private Task<int> ActiveAsync() => _server.Database.ReadAsync(
        read => read.ScalarAsync<int>("select count(*)::int from platform_user where status = 'active'"), default);

    private Task<(bool IsDone, string Text)> CreateAsync(string email) =>
        ActivatorUtilities.CreateInstance<CreateFirstAdmin>(_server.Services).RunAsync([email], default);
}

using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using PenguinMails.Contracts.Messages;
using PenguinMails.Identity.Tests.Fixtures;
using PenguinMails.ServiceDefaults;

namespace PenguinMails.Identity.Tests.People;

[Category("Component")]
internal sealed class PeopleTests : IdentityFixture
{
    private const string Users = "/api/v1/admin/users";
    private const string Colleagues = "/api/v1/tenant/users";

    [Test]
    public async Task Person_InvitedByAnAdministrator_AcceptsAndSignsIn()
    {
        var admin = await SteppedUp.NewAsync(Server, Roles.Admin);
        var email = NewEmail();

        using var answer = await admin.PostAsync(Users, new { email = email.ToUpperInvariant(), role = "operator" });

        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.Created));
        var expires = JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement.GetProperty("expiresAt").GetDateTimeOffset();
        Assert.That(expires, Is.EqualTo(Server.Time.GetUtcNow().AddHours(72)).Within(TimeSpan.FromMinutes(1)));
        var invited = await InvitedPerson.OfAsync(Server, answer);
        Assert.That(await StatusOfAsync(admin, email), Is.EqualTo("invited"));
        var user = await invited.AcceptAsync();
        Assert.That(user.Email, Is.EqualTo(email));
        using var sameCode = await Server.SignInAsync(user.Email, user.Password, user.CodeAt(Server.Time.CurrentStep));
        await sameCode.ShouldBeProblemAsync(401, "invalid_credentials");
        var signedIn = await Server.SignInAsync(user);
        Assert.That(signedIn.Tokens.User.Role, Is.EqualTo("operator"));
        var person = await FindAsync(admin, email);
        Assert.That(person.GetProperty("status").GetString(), Is.EqualTo("active"));
        Assert.That(person.TryGetProperty("lastSignIn", out _));
        Assert.That(await RecordsAsync(invited.UserId), Is.EqualTo(["user.invite success"]));
        Assert.That(await Server.AuditOfAsync(email), Has.Member("user.accept success"));
    }

    [Test]
    public async Task Person_Disabled_IsOutEverywhereAtOnceAndBackWhenEnabled()
    {
        var admin = await SteppedUp.NewAsync(Server, Roles.Admin);
        var person = await SteppedUp.NewAsync(Server, Roles.TenantAdmin);
        await using var second = await IdentityServer.StartAsync(await Platform.SharedAsync(), Server.Time);

        using var disabled = await admin.PostAsync($"{Users}/{person.User.UserId}/disable");

        Assert.That(disabled.StatusCode, Is.EqualTo(HttpStatusCode.NoContent), await disabled.Content.ReadAsStringAsync());
        await (await person.Session.MeAsync()).ShouldBeProblemAsync(401, "unauthenticated");
        await (await person.Session.MeAsync(second)).ShouldBeProblemAsync(401, "unauthenticated");
        await (await person.Session.RefreshAsync()).ShouldBeProblemAsync(401, "unauthenticated");
        var revoked = (await Server.Client.GetFromJsonAsync<RevokedSession[]>("/internal/revoked-sessions?after=0"))!;
        Assert.That(revoked, Has.Length.GreaterThan(0), "the other services hear of it");
        Server.Time.NextStep();
        using var signIn = await Server.SignInAsync(person.User.Email, person.User.Password, person.User.CodeAt(Server.Time.CurrentStep));
        using var unknown = await Server.SignInAsync(NewEmail(), person.User.Password, person.User.CodeAt(Server.Time.CurrentStep));
        Assert.That(await signIn.WithoutTraceIdAsync(), Is.EqualTo(await unknown.WithoutTraceIdAsync()));
        Assert.That(await StatusOfAsync(admin, person.User.Email), Is.EqualTo("disabled"));

        using var enabled = await admin.PostAsync($"{Users}/{person.User.UserId}/enable");

        Assert.That(enabled.StatusCode, Is.EqualTo(HttpStatusCode.NoContent));
        await (await person.Session.MeAsync()).ShouldBeProblemAsync(401, "unauthenticated");
        Assert.That((await (await Server.SignInAsync(person.User)).MeAsync()).StatusCode, Is.EqualTo(HttpStatusCode.OK));
        Assert.That(await RecordsAsync(person.User.UserId), Is.EqualTo(["user.disable success a test", "user.enable success a test"]));
    }

    [Test]
    public async Task Person_Reset_LosesPasswordAuthenticatorAndSessions()
    {
        var admin = await SteppedUp.NewAsync(Server, Roles.Admin);
        var person = await SteppedUp.NewAsync(Server, Roles.Developer);

        using var answer = await admin.PostAsync($"{Users}/{person.User.UserId}/reset");

        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        var invited = await InvitedPerson.OfAsync(Server, answer);
        await (await person.Session.MeAsync()).ShouldBeProblemAsync(401, "unauthenticated");
        Server.Time.NextStep();
        using var signIn = await Server.SignInAsync(person.User.Email, person.User.Password, person.User.CodeAt(Server.Time.CurrentStep));
        await signIn.ShouldBeProblemAsync(401, "invalid_credentials");
        var again = await invited.AcceptAsync();
        Assert.That(again.Secret, Is.Not.EqualTo(person.User.Secret));
        Assert.That((await (await Server.SignInAsync(again)).MeAsync()).StatusCode, Is.EqualTo(HttpStatusCode.OK));
    }

    [Test]
    public async Task Person_DisabledByThePlatform_IsEnabledByNoTenant()
    {
        var (admin, owner) = (await SteppedUp.NewAsync(Server, Roles.Admin), await SteppedUp.NewAsync(Server, Roles.TenantOwner));
        var colleague = await Server.NewUserAsync(Roles.TenantAdmin, owner.User.TenantId);
        using var disabled = await admin.PostAsync($"{Users}/{colleague.UserId}/disable");
        Assert.That(disabled.StatusCode, Is.EqualTo(HttpStatusCode.NoContent));

        using var disabledAgain = await owner.PostAsync($"{Colleagues}/{colleague.UserId}/disable");
        using var enabled = await owner.PostAsync($"{Colleagues}/{colleague.UserId}/enable");
        using var reset = await owner.PostAsync($"{Colleagues}/{colleague.UserId}/reset");

        await enabled.ShouldBeProblemAsync(409, "disabled_by_platform");
        await reset.ShouldBeProblemAsync(409, "user_disabled");
        Assert.That(await StatusOfAsync(admin, colleague.Email), Is.EqualTo("disabled"));
        using var lifted = await admin.PostAsync($"{Users}/{colleague.UserId}/enable");
        Assert.That(lifted.StatusCode, Is.EqualTo(HttpStatusCode.NoContent));
        await Server.SignInAsync(colleague);
    }

    [Test]
    public async Task Person_DisabledByTheirTenant_IsEnabledByIt()
    {
        var owner = await SteppedUp.NewAsync(Server, Roles.TenantOwner);
        var colleague = await Server.NewUserAsync(Roles.TenantAdmin, owner.User.TenantId);
        using var disabled = await owner.PostAsync($"{Colleagues}/{colleague.UserId}/disable");

        using var reset = await owner.PostAsync($"{Colleagues}/{colleague.UserId}/reset");
        using var enabled = await owner.PostAsync($"{Colleagues}/{colleague.UserId}/enable");

        await reset.ShouldBeProblemAsync(409, "user_disabled");
        Assert.That(enabled.StatusCode, Is.EqualTo(HttpStatusCode.NoContent));
        await Server.SignInAsync(colleague);
    }

    [Test]
    public async Task Person_PausedAfterFailures_IsLetInByASecondPerson()
    {
        var user = await Server.NewUserAsync(Roles.Operator);
        for (var guess = 0; guess < 25; guess++)
        {
            using var wrong = await Server.SignInAsync(user.Email, "wrong", "000000", from: $"10.77.{guess}.1");
        }

        // Failures after a pause double the next one, here to three minutes.
        for (var round = 0; round < 4; round++)
        {
            Server.Time.Advance(TimeSpan.FromMinutes(3));
            using var wrong = await Server.SignInAsync(user.Email, "wrong", "000000", from: $"10.78.{round}.1");
            await wrong.ShouldBeProblemAsync(401, "invalid_credentials");
        }

        var admin = await SteppedUp.NewAsync(Server, Roles.Admin);
        using var paused = await Server.SignInAsync(user.Email, user.Password, user.CodeAt(Server.Time.CurrentStep));
        await paused.ShouldBeProblemAsync(423, "account_locked");
        Assert.That(await StatusOfAsync(admin, user.Email), Is.EqualTo("locked"));
        Assert.That((await admin.GetAsync($"{Users}?status=locked&search={user.Email}")).GetProperty("total").GetInt32(), Is.EqualTo(1));

        using var unlocked = await admin.PostAsync($"{Users}/{user.UserId}/unlock");

        Assert.That(unlocked.StatusCode, Is.EqualTo(HttpStatusCode.NoContent));
        Assert.That(await StatusOfAsync(admin, user.Email), Is.EqualTo("active"));
        await Server.SignInAsync(user);
    }

    [TestCase("disable")]
    [TestCase("enable")]
    [TestCase("unlock")]
    [TestCase("reset")]
    public async Task Oneself_IsChangedByNobody(string change)
    {
        foreach (var (role, path) in new[] { (Roles.Admin, Users), (Roles.TenantOwner, Colleagues) })
        {
            var self = await SteppedUp.NewAsync(Server, role);

            using var answer = await self.PostAsync($"{path}/{self.User.UserId}/{change}");

            await answer.ShouldBeProblemAsync(403, "self_approval");
            Assert.That((await self.Session.MeAsync()).StatusCode, Is.EqualTo(HttpStatusCode.OK));
            Assert.That(await RecordsAsync(self.User.UserId), Is.EqualTo([$"user.{change} refused a test"]));
        }
    }

    [TestCase("disable")]
    [TestCase("enable")]
    [TestCase("unlock")]
    [TestCase("reset")]
    public async Task Person_OfAnotherTenantOrThePlatform_DoesNotExistForAnOwner(string change)
    {
        var owner = await SteppedUp.NewAsync(Server, Roles.TenantOwner);
        foreach (var stranger in new[] { await Server.NewUserAsync(Roles.TenantAdmin), await Server.NewUserAsync(Roles.Admin) })
        {
            using var answer = await owner.PostAsync($"{Colleagues}/{stranger.UserId}/{change}");
            using var nobody = await owner.PostAsync($"{Colleagues}/{Guid.CreateVersion7()}/{change}");

            await answer.ShouldBeProblemAsync(404, "not_found");
            Assert.That(await answer.WithoutTraceIdAsync(), Is.EqualTo(await nobody.WithoutTraceIdAsync()));
            await Server.SignInAsync(stranger);
        }
    }

    [Test]
    public async Task Owner_InvitesListsAndDisables_InTheOwnTenantOnly()
    {
        var owner = await SteppedUp.NewAsync(Server, Roles.TenantOwner);
        await Server.NewUserAsync(Roles.TenantAdmin);
        var email = NewEmail();

        using var answer = await owner.PostAsync(Colleagues, new { email, role = "tenant_admin" });
        var invited = await InvitedPerson.OfAsync(Server, answer);
        var signedIn = await Server.SignInAsync(await invited.AcceptAsync());
        var list = await owner.GetAsync(Colleagues);
        using var disabled = await owner.PostAsync($"{Colleagues}/{invited.UserId}/disable");

        Assert.That(signedIn.Tokens.User.TenantId, Is.EqualTo(owner.User.TenantId), "the tenant comes from the token");
        Assert.That(list.GetProperty("items").EnumerateArray().Select(person => person.GetProperty("email").GetString()), Is.EquivalentTo([email, owner.User.Email]));
        Assert.That(disabled.StatusCode, Is.EqualTo(HttpStatusCode.NoContent));
        await (await signedIn.MeAsync()).ShouldBeProblemAsync(401, "unauthenticated");
    }

    [TestCase("""{"email":"new@acme.example","role":"admin"}""")]
    [TestCase("""{"email":"new@acme.example","role":"service"}""")]
    [TestCase("""{"email":"new@acme.example","role":"tenant_admin","tenantId":"6ba7b810-9dad-11d1-80b4-00c04fd430c8"}""")]
    [TestCase("""{"email":"no address","role":"tenant_admin"}""")]
    public async Task Owner_InvitingMoreThanTheyMay_IsRefused(string body)
    {
        var owner = await SteppedUp.NewAsync(Server, Roles.TenantOwner);

        using var answer = await owner.PostAsync(Colleagues, JsonDocument.Parse(body).RootElement);

        await answer.ShouldBeProblemAsync(400, "validation_failed");
    }

    [TestCase("""{"email":"new@acme.example","role":"service"}""")]
    [TestCase("""{"email":"new@acme.example","role":"king"}""")]
    [TestCase("""{"email":"new@acme.example","role":"tenant_owner"}""")]
    [TestCase("""{"email":"new@acme.example","role":"admin","tenantId":"6ba7b810-9dad-11d1-80b4-00c04fd430c8"}""")]
    [TestCase("""{"email":"<script>@acme.example","role":"admin"}""")]
    public async Task Administrator_InvitingWhatCannotBe_IsRefused(string body)
    {
        var admin = await SteppedUp.NewAsync(Server, Roles.Admin);

        using var answer = await admin.PostAsync(Users, JsonDocument.Parse(body).RootElement);

        await answer.ShouldBeProblemAsync(400, "validation_failed");
    }

    [Test]
    public async Task Address_OfSomebody_IsInvitedNoSecondTime()
    {
        var admin = await SteppedUp.NewAsync(Server, Roles.Admin);
        var user = await Server.NewUserAsync();

        using var answer = await admin.PostAsync(Users, new { email = user.Email, role = "admin" });

        await answer.ShouldBeProblemAsync(409, "user_exists");
        Assert.That((await Server.SignInAsync(user)).Tokens.User.Role, Is.EqualTo(user.Role));
    }

    [Test]
    public async Task Change_WithoutStepUp_IsRefused()
    {
        var admin = await Server.SignInAsync(await Server.NewUserAsync(Roles.Admin));
        using var invitation = await admin.SendAsync(HttpMethod.Post, Users, new { email = NewEmail(), role = "admin" });
        await invitation.ShouldBeProblemAsync(403, "step_up_required");
        foreach (var change in (string[])["disable", "enable", "unlock", "reset"])
        {
            using var answer = await admin.SendAsync(HttpMethod.Post, $"{Users}/{Guid.CreateVersion7()}/{change}", new { reason = "x" });
            await answer.ShouldBeProblemAsync(403, "step_up_required");
        }
    }

    [Test]
    public async Task List_WithFilters_IsNarrowedAndOnRecord()
    {
        var admin = await SteppedUp.NewAsync(Server, Roles.Admin);
        var user = await Server.NewUserAsync(Roles.TenantAdmin);

        var found = await admin.GetAsync($"{Users}?search={user.Email[..20].ToUpperInvariant()}&role=tenant_admin&status=active&tenantId={user.TenantId}&pageSize=1");

        Assert.That(found.GetProperty("items").EnumerateArray().Single().GetProperty("userId").GetGuid(), Is.EqualTo(user.UserId));
        Assert.That((await admin.GetAsync($"{Users}?search=100%25_nobody")).GetProperty("total").GetInt32(), Is.Zero);
        Assert.That(await Server.AuditOfAsync(admin.User.Email), Has.Member("user.view success"));
        foreach (var bad in (string[])["role=king", "status=gone", "tenantId=x", "page=0", "pageSize=500"])
        {
            using var answer = await admin.Session.SendAsync(HttpMethod.Get, $"{Users}?{bad}");
            await answer.ShouldBeProblemAsync(400, "validation_failed");
        }
    }

    private static string NewEmail() => $"new-{Guid.CreateVersion7():N}@penguin.example";

    private async Task<JsonElement> FindAsync(SteppedUp admin, string email) =>
        (await admin.GetAsync($"{Users}?search={email}")).GetProperty("items").EnumerateArray().Single();

    private async Task<string?> StatusOfAsync(SteppedUp admin, string email) => (await FindAsync(admin, email)).GetProperty("status").GetString();

    private async Task<IReadOnlyList<string>> RecordsAsync(Guid userId) =>
        [.. (await Server.OutboxAsync<AuditRecorded>())
            .Where(record => record.Details?.GetValueOrDefault("userId") == $"{userId}")
            .Select(record => $"{record.Action} {record.Outcome} {record.Reason}".TrimEnd())];
}

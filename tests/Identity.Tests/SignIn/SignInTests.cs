using System.Net;
using System.Text.Json;
using PenguinMails.Contracts.Messages;
using PenguinMails.Identity.Tests.Fixtures;
using PenguinMails.ServiceDefaults;

namespace PenguinMails.Identity.Tests.SignIn;

[Category("Component")]
internal sealed class SignInTests : IdentityFixture
{
    [TestCase(Roles.TenantOwner)]
    [TestCase(Roles.Admin)]
    public async Task SignIn_WithPasswordAndCode_GivesTokensThatWork(string role)
    {
        var user = await Server.NewUserAsync(role);

        Server.Time.NextStep();
        using var answer = await Server.SignInAsync(user.Email, user.Password, user.CodeAt(Server.Time.CurrentStep));
        var body = JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement;
        var signedIn = new SignedIn(Server, await IdentityServer.ReadTokensAsync(answer));
        using var me = await signedIn.MeAsync();

        var tenant = user.TenantId is null ? "" : $",\"tenantId\":\"{user.TenantId}\"";
        var person = $$"""{"email":"{{user.Email}}","role":"{{role}}"{{tenant}}}""";
        Assert.That(body.EnumerateObject().Select(member => member.Name), Is.EqualTo(["accessToken", "refreshToken", "expiresIn", "user"]));
        Assert.That(body.GetProperty("expiresIn").GetInt32(), Is.EqualTo(900));
        Assert.That(body.GetProperty("user").GetRawText(), Is.EqualTo(person));
        Assert.That(await me.Content.ReadAsStringAsync(), Is.EqualTo(person));
    }

    [Test]
    public async Task SignIn_WithTheAddressInOtherCase_Works()
    {
        var user = await Server.NewUserAsync();
        Server.Time.NextStep();

        using var answer = await Server.SignInAsync(user.Email.ToUpperInvariant(), user.Password, user.CodeAt(Server.Time.CurrentStep));

        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.OK));
    }

    [Test]
    public async Task SignIn_WithAnythingWrong_IsAnsweredTheSame()
    {
        var user = await Server.NewUserAsync();
        Server.Time.NextStep();
        var step = Server.Time.CurrentStep;

        using var wrongPassword = await Server.SignInAsync(user.Email, "wrong", user.CodeAt(step));
        using var wrongCode = await Server.SignInAsync(user.Email, user.Password, user.WrongCode(step));
        using var unknown = await Server.SignInAsync("nobody" + user.Email, user.Password, user.CodeAt(step));

        await wrongPassword.ShouldBeProblemAsync(401, "invalid_credentials");
        var expected = await wrongPassword.WithoutTraceIdAsync();
        Assert.That(await wrongCode.WithoutTraceIdAsync(), Is.EqualTo(expected));
        Assert.That(await unknown.WithoutTraceIdAsync(), Is.EqualTo(expected));
        Assert.That(Names(wrongCode), Is.EqualTo(Names(wrongPassword)));
        Assert.That(Names(unknown), Is.EqualTo(Names(wrongPassword)));
    }

    [TestCase(-2, false)]
    [TestCase(-1, true)]
    [TestCase(1, true)]
    [TestCase(2, false)]
    public async Task SignIn_WithACodeOfAnotherStep_ToleratesOne(int offset, bool accepted)
    {
        var user = await Server.NewUserAsync();
        Server.Time.NextStep();

        using var answer = await Server.SignInAsync(user.Email, user.Password, user.CodeAt(Server.Time.CurrentStep + offset));

        Assert.That(answer.StatusCode, Is.EqualTo(accepted ? HttpStatusCode.OK : HttpStatusCode.Unauthorized));
    }

    [Test]
    public async Task Code_AfterItOrALaterOneWasUsed_WorksNoMore()
    {
        var user = await Server.NewUserAsync();
        var signedIn = await Server.SignInAsync(user);
        var step = Server.Time.CurrentStep;

        using var again = await Server.SignInAsync(user.Email, user.Password, user.CodeAt(step));
        using var stepUp = await signedIn.StepUpAsync(user.Password, user.CodeAt(step));
        using var earlier = await Server.SignInAsync(user.Email, user.Password, user.CodeAt(step - 1));
        using var next = await signedIn.StepUpAsync(user.Password, user.CodeAt(step + 1));

        await again.ShouldBeProblemAsync(401, "invalid_credentials");
        await stepUp.ShouldBeProblemAsync(401, "invalid_credentials");
        await earlier.ShouldBeProblemAsync(401, "invalid_credentials");
        Assert.That(next.StatusCode, Is.EqualTo(HttpStatusCode.OK));
    }

    [Test]
    public async Task Code_UsedManyTimesAtOnceOnTwoInstances_WorksOnce()
    {
        await using var second = await IdentityServer.StartAsync(await Platform.SharedAsync(), Server.Time);
        var user = await Server.NewUserAsync();
        Server.Time.NextStep();
        var code = user.CodeAt(Server.Time.CurrentStep);

        var answers = await Task.WhenAll(Enumerable.Range(0, 16).Select(index =>
            (index % 2 == 0 ? Server : second).SignInAsync(user.Email, user.Password, code)));

        Assert.That(answers.Count(answer => answer.StatusCode == HttpStatusCode.OK), Is.EqualTo(1));
        Assert.That(answers.Count(answer => answer.StatusCode == HttpStatusCode.Unauthorized), Is.EqualTo(15));
    }

    [Test]
    public async Task Attempts_OfEveryKind_AreRecordedWithTheirCause()
    {
        var user = await Server.NewUserAsync();
        var signedIn = await Server.SignInAsync(user);
        var step = Server.Time.CurrentStep;
        using var reused = await Server.SignInAsync(user.Email, user.Password, user.CodeAt(step));
        using var password = await Server.SignInAsync(user.Email, "wrong", user.CodeAt(step + 1));
        using var code = await signedIn.StepUpAsync(user.Password, user.WrongCode(step));
        using var stepUp = await signedIn.StepUpAsync(user.Password, user.CodeAt(step + 1));
        using var signOut = await signedIn.SignOutAsync();
        using var unknown = await Server.SignInAsync("un" + user.Email, "wrong", "000000");

        Assert.That(await Server.AuditOfAsync(user.Email), Is.EqualTo([
            "sign_in success", "sign_in failed code_reused", "sign_in failed password", "step_up failed code", "step_up success",
            "sign_out success"]));
        Assert.That(await Server.AuditOfAsync("un" + user.Email), Is.EqualTo(["sign_in failed unknown_user"]));
        var records = (await Server.OutboxAsync<AuditRecorded>()).Where(record => record.Actor.User == user.Email).ToList();
        using (Assert.EnterMultipleScope())
        {
            Assert.That(records.Select(record => record.Actor.UserId), Is.All.EqualTo(user.UserId));
            Assert.That(records.Select(record => record.Actor.Role), Is.All.EqualTo(user.Role));
            Assert.That(records.Select(record => record.TenantId), Is.All.EqualTo(user.TenantId));
            Assert.That(records.Select(record => record.Actor.IpAddress), Is.All.EqualTo(IdentityServer.AddressOf(user.Email)));
            Assert.That(records.Select(record => record.TraceId), Is.All.Length.EqualTo(32));
            Assert.That(records[0].Actor.SessionId, Is.EqualTo(records[^1].Actor.SessionId));
        }
    }

    private static IEnumerable<string> Names(HttpResponseMessage answer) =>
        answer.Headers.Concat(answer.Content.Headers).Select(header => header.Key).Order();
}

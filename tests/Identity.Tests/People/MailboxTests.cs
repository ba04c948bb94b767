using System.Net;
using PenguinMails.Identity.Tests.Fixtures;
using PenguinMails.ServiceDefaults;

namespace PenguinMails.Identity.Tests.People;

/// <summary>One mailbox is one account, however its address is written.</summary>
[Category("Component")]
internal sealed class MailboxTests : IdentityFixture
{
    private const string Users = "/api/v1/admin/users";

    private static int _mailboxes;

    // # is a number of the test's own.
    [TestCase("owner#@acme.example", "OWNER#@Acme.EXAMPLE")]
    [TestCase("owner#@acme.example", "owner#@acme.example.")]
    [TestCase("j\u00fcrgen#@acme.example", "ju\u0308rgen#@acme.example")]
    [TestCase("j\u00fcrgen#@acme.example", "JU\u0308RGEN#@acme.example")]
    [TestCase("owner#@b\u00fccher.example", "owner#@xn--bcher-kva.example")]
    [TestCase("owner#@xn--bcher-kva.example", "owner#@B\u00dcCHER.example")]
    [TestCase("owner#@b\u00fccher.example", "owner#@XN--BCHER-KVA.example.")]
    [TestCase("owner#@b\u00fccher.example", "owner#@bu\u0308cher.example")]
    [TestCase("owner#@acme.example", "owner#@\uff41\uff43me.example")]
    [TestCase("\u03b3\u03b9\u03ce\u03c1\u03b3\u03bf\u03c2#@acme.example", "\u03b3\u03b9\u03ce\u03c1\u03b3\u03bf\u03c3#@acme.example")]
    [TestCase("kelvin#@acme.example", "\u212aelvin#@acme.example")]
    public async Task Invitation_OfTheSameMailbox_IsRefused(string first, string second)
    {
        var admin = await SteppedUp.NewAsync(Server, Roles.Admin);
        var number = Number();
        using var invited = await admin.PostAsync(Users, new { email = first.Replace("#", number), role = "operator" });
        Assert.That(invited.StatusCode, Is.EqualTo(HttpStatusCode.Created), await invited.Content.ReadAsStringAsync());

        using var again = await admin.PostAsync(Users, new { email = second.Replace("#", number), role = "operator" });

        await again.ShouldBeProblemAsync(409, "user_exists");
    }

    [TestCase("an.owner#@acme.example", "anowner#@acme.example")]
    [TestCase("owner#@acme.example", "owner#+tag@acme.example")]
    [TestCase("owner#@acme.example", "owner#@acme.example.com")]
    [TestCase("owner#@b\u00fccher.example", "owner#@bucher.example")]
    [TestCase("owner#@bank.example", "owner#@xn--mi7cb2al.example")] // wide letters, in code
    public async Task Invitation_OfAnotherMailbox_IsMade(string first, string second)
    {
        var admin = await SteppedUp.NewAsync(Server, Roles.Admin);
        var number = Number();
        foreach (var email in (string[])[first, second])
        {
            using var invited = await admin.PostAsync(Users, new { email = email.Replace("#", number), role = "operator" });
            Assert.That(invited.StatusCode, Is.EqualTo(HttpStatusCode.Created), await invited.Content.ReadAsStringAsync());
        }
    }

    [TestCase("owner@acme..example")]
    [TestCase("owner@.")]
    [TestCase("owner@\ufdfa.example")]
    public async Task Invitation_ToADomainThatIsNone_IsRefused(string email)
    {
        var admin = await SteppedUp.NewAsync(Server, Roles.Admin);

        using var refused = await admin.PostAsync(Users, new { email, role = "operator" });

        await refused.ShouldBeProblemAsync(400, "validation_failed");
    }

    [Test]
    public async Task SignIn_WithAnySpelling_IsThatOfTheAccount()
    {
        var admin = await SteppedUp.NewAsync(Server, Roles.Admin);
        var number = Number();
        using var answer = await admin.PostAsync(Users, new { email = $"Ju\u0308rgen{number}@XN--BCHER-KVA.example.", role = "operator" });
        var user = await (await InvitedPerson.OfAsync(Server, answer)).AcceptAsync();
        Assert.That(user.Email, Is.EqualTo($"j\u00fcrgen{number}@b\u00fccher.example"));

        foreach (var spelling in (string[])[user.Email, $"JU\u0308RGEN{number}@B\u00dcCHER.EXAMPLE", $"j\u00fcrgen{number}@xn--bcher-kva.example."])
        {
            Server.Time.NextStep();
            using var signIn = await Server.SignInAsync(spelling, user.Password, user.CodeAt(Server.Time.CurrentStep), from: "10.96.0.1");
            Assert.That(signIn.StatusCode, Is.EqualTo(HttpStatusCode.OK), spelling);
        }

        Assert.That((await Server.AuditOfAsync(user.Email)).Count(record => record == "sign_in success"), Is.EqualTo(3), "on record under one name");
    }

    [Test]
    public async Task Guesses_UnderManySpellings_AreOneCount()
    {
        var number = Number();
        string[] spellings = [$"j\u00fcrgen{number}@b\u00fccher.example", $"ju\u0308rgen{number}@b\u00fccher.example", $"j\u00fcrgen{number}@xn--bcher-kva.example", $"J\u00fcrgen{number}@b\u00fccher.example.", $"j\u00fcrgen{number}@bu\u0308cher.example"];
        foreach (var spelling in spellings)
        {
            using var wrong = await Server.SignInAsync(spelling, "wrong", "000000", from: "10.96.0.2");
            await wrong.ShouldBeProblemAsync(401, "invalid_credentials");
        }

        using var paused = await Server.SignInAsync(spellings[1], "wrong", "000000", from: "10.96.0.2");

        await paused.ShouldBeProblemAsync(423, "account_locked");
    }

    private static string Number() => $"{Interlocked.Increment(ref _mailboxes)}-{Guid.CreateVersion7():N}";
}

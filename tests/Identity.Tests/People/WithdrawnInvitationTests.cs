using PenguinMails.Contracts.Messages;
using PenguinMails.Identity.Tests.Fixtures;
using PenguinMails.ServiceDefaults;

namespace PenguinMails.Identity.Tests.People;

/// <summary>What somebody began who then lost their access.</summary>
[Category("Component")]
internal sealed class WithdrawnInvitationTests : IdentityFixture
{
    private const string Users = "/api/v1/admin/users";

    [TestCase("disable")]
    [TestCase("reset")]
    public async Task Invitation_OfSomebodyWhoLosesTheirAccess_OpensNothing(string change)
    {
        var (inviter, other) = (await SteppedUp.NewAsync(Server, Roles.Admin), await SteppedUp.NewAsync(Server, Roles.Admin));
        var invited = await InviteAsync(inviter);
        var ofAnother = await InviteAsync(other);

        using var ended = await other.PostAsync($"{Users}/{inviter.User.UserId}/{change}");

        Assert.That(ended.IsSuccessStatusCode, await ended.Content.ReadAsStringAsync());
        using var refused = await invited.OpenAsync();
        await refused.ShouldBeProblemAsync(410, "invitation_expired");
        await ofAnother.AcceptAsync();
        var records = (await Server.OutboxAsync<AuditRecorded>()).Where(record => record.Details?.GetValueOrDefault("userId") == $"{invited.UserId}");
        Assert.That(records.Select(record => record.Action), Is.EqualTo(["user.invite", "invitation.withdraw"]));
        Assert.That(
            (await Server.OutboxAsync<AccessEnded>()).Select(message => message.UserId), Has.Exactly(1).EqualTo(inviter.User.UserId), "the other services hear of it");
        using var anew = await other.PostAsync($"{Users}/{invited.UserId}/reset");
        await (await InvitedPerson.OfAsync(Server, anew)).AcceptAsync();
    }

    [Test]
    public async Task List_ShowsWhoInvited_AndATenantNoAddressOfThePlatform()
    {
        var admin = await SteppedUp.NewAsync(Server, Roles.Admin);
        var owner = await SteppedUp.NewAsync(Server, Roles.TenantOwner);
        await InvitedPerson.OfAsync(Server, await owner.PostAsync("/api/v1/tenant/users", new { email = NewEmail(), role = "tenant_admin" }));
        await InvitedPerson.OfAsync(Server, await admin.PostAsync(Users, new { email = NewEmail(), role = "tenant_admin", owner.User.TenantId }));

        Assert.That(await InvitersAsync(admin, $"{Users}?tenantId={owner.User.TenantId}"), Is.EquivalentTo([null, owner.User.Email, admin.User.Email]));
        Assert.That(await InvitersAsync(owner, "/api/v1/tenant/users"), Is.EquivalentTo([null, owner.User.Email, "(administrator)"]));
    }

    private static string NewEmail() => $"new-{Guid.CreateVersion7():N}@penguin.example";

    private static async Task<string?[]> InvitersAsync(SteppedUp reader, string path) =>
    [
        .. (await reader.GetAsync(path)).GetProperty("items").EnumerateArray()
            .Select(person => person.TryGetProperty("invitedBy", out var inviter) ? inviter.GetString() : null),
    ];

    private async Task<InvitedPerson> InviteAsync(SteppedUp admin)
    {
        using var answer = await admin.PostAsync(Users, new { email = NewEmail(), role = "operator" });
        return await InvitedPerson.OfAsync(Server, answer);
    }
}

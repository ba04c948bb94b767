namespace PenguinMails.Identity.Invitations;

/// <summary>An invitation, for the one who sends it.</summary>
/// <param name="UserId">Who is invited.</param>
/// <param name="InvitationUrl">Works once. Give it to them alone: it opens the account.</param>
/// <param name="ExpiresAt">Until when, UTC.</param>
[Example("""{"userId":"019ab000-0000-7000-8000-000000000000","invitationUrl":"https://secrets.example/invitations/b2xk…","expiresAt":"2026-12-02T12:00:00Z"}""")]
public sealed record PlainTextInvitation(Guid UserId, string InvitationUrl, DateTimeOffset ExpiresAt)
{
    public override string ToString() => "invitation (redacted)";
}

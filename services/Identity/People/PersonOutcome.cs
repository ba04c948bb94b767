using PenguinMails.Identity.Invitations;

namespace PenguinMails.Identity.People;

/// <summary>What became of a change of somebody's access.</summary>
internal abstract record PersonOutcome
{
    private PersonOutcome()
    {
    }

    public sealed record Done : PersonOutcome;

    /// <summary>There is a new invitation.</summary>
    public sealed record Invited(PlainTextInvitation Invitation) : PersonOutcome;

    public sealed record Refused(ProblemKind Problem) : PersonOutcome;
}

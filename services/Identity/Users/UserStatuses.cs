namespace PenguinMails.Identity.Users;

/// <summary>Whether somebody can sign in.</summary>
public static class UserStatuses
{
    /// <summary>Has an invitation to accept; what they had before works no more.</summary>
    public const string Invited = "invited";

    public const string Active = "active";

    public const string Disabled = "disabled";

    /// <summary>Active, and sign-ins from sources that are new to them are paused after failures. Shown, never stored.</summary>
    public const string Locked = "locked";

    public static readonly IReadOnlyList<string> All = [Invited, Active, Disabled, Locked];
}

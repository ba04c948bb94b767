namespace PenguinMails.Portal.Sessions;

/// <summary>What somebody finds who wants to refresh a session.</summary>
internal abstract record RefreshTurn
{
    private RefreshTurn()
    {
    }

    /// <summary>There is no session any more.</summary>
    public sealed record Over : RefreshTurn;

    /// <summary>It is refreshed already.</summary>
    public sealed record Done(PlainTextSession Session) : RefreshTurn;

    /// <summary>It is this process's turn, under a claim that nobody else has.</summary>
    public sealed record Own(PlainTextSession Session, Guid Claim) : RefreshTurn;

    /// <summary>Another process is at it.</summary>
    public sealed record Others(PlainTextSession Session) : RefreshTurn;

    /// <summary>It has failed a moment ago.</summary>
    public sealed record Failed(PlainTextSession Session) : RefreshTurn;
}

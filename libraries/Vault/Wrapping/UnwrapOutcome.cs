namespace PenguinMails.Vault;

/// <summary>
/// How an unwrapping ended: <see cref="Unwrapped"/>, <see cref="AlreadySpent"/>, <see cref="Expired"/>, <see cref="Unclear"/>
/// or <see cref="NothingInside"/>.
/// </summary>
public abstract record UnwrapOutcome
{
    private UnwrapOutcome() { }

    /// <summary>Only this caller got the secret.</summary>
    public sealed record Unwrapped(PlainTextSecret Secret) : UnwrapOutcome;

    /// <summary>The token had time left, and Vault does not know it: somebody else has used it.</summary>
    public sealed record AlreadySpent : UnwrapOutcome;

    /// <summary>The token had time left when it was presented and none when Vault was asked about it: it was used by somebody else, or has expired.</summary>
    public sealed record Unclear : UnwrapOutcome;

    /// <summary>The token's time was over before it was presented; nobody is known to have used it.</summary>
    public sealed record Expired : UnwrapOutcome;

    /// <summary>The token was good, and the version that it stood for had been deleted when it was wrapped.</summary>
    public sealed record NothingInside : UnwrapOutcome;
}

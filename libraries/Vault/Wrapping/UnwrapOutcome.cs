namespace PenguinMails.Vault;

/// <summary>How an unwrapping ended: <see cref="Unwrapped"/>, <see cref="AlreadySpent"/> or <see cref="NothingInside"/>.</summary>
public abstract record UnwrapOutcome
{
    private UnwrapOutcome() { }

    /// <summary>Only this caller got the secret.</summary>
    public sealed record Unwrapped(PlainTextSecret Secret) : UnwrapOutcome;

    /// <summary>The token was used before, has expired, or never existed: Vault does not tell which.</summary>
    public sealed record AlreadySpent : UnwrapOutcome;

    /// <summary>The token was good, and the version that it stood for had been deleted when it was wrapped.</summary>
    public sealed record NothingInside : UnwrapOutcome;
}

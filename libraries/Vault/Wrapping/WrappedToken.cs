namespace PenguinMails.Vault;

/// <summary>
/// A single-use token for a response that Vault stores. The first caller that presents it gets the response; presenting
/// it on any other authenticated path burns it.
/// </summary>
public sealed class WrappedToken(string token, DateTimeOffset expiresAt, string creationPath)
{
    /// <summary>After this the answer is gone.</summary>
    public DateTimeOffset ExpiresAt { get; } = expiresAt;

    /// <summary>The request whose answer is kept, as Vault told it.</summary>
    public string CreationPath { get; } = creationPath;

    /// <summary>The token itself, for storing it where only its holder reads it.</summary>
    public string Reveal() => token;

    public override string ToString() => "[wrapped token, redacted]";
}

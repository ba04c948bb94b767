namespace PenguinMails.Vault;

/// <summary>
/// A single-use token for a response that Vault stores. The first caller that presents it gets the response; presenting
/// it on any other authenticated path burns it.
/// </summary>
public sealed class WrappedToken(string token, DateTimeOffset expiresAt, string creationPath)
{
    // What clocks of this process and of Vault may differ by while a token lives, and what a request takes.
    private static readonly TimeSpan Doubt = TimeSpan.FromSeconds(5);

    /// <summary>After this the answer is gone.</summary>
    public DateTimeOffset ExpiresAt { get; } = expiresAt;

    /// <summary>The request whose answer is kept, as Vault told it.</summary>
    public string CreationPath { get; } = creationPath;

    /// <summary>How long it lives from <see cref="AskedAt"/> on; zero when that is not known.</summary>
    internal TimeSpan TimeToLive { get; init; }

    /// <summary>Timestamp of <see cref="TimeProvider.GetTimestamp"/> before the request that brought it: a wall clock that is set does no harm.</summary>
    internal long AskedAt { get; init; }

    internal bool MayHaveExpired(TimeProvider time)
    {
        var doubt = TimeToLive > TimeSpan.Zero && TimeToLive / 4 < Doubt ? TimeToLive / 4 : Doubt;
        return time.GetUtcNow() >= ExpiresAt - doubt || (TimeToLive > TimeSpan.Zero && time.GetElapsedTime(AskedAt) >= TimeToLive - doubt);
    }

    /// <summary>The token itself, for storing it where only its holder reads it.</summary>
    public string Reveal() => token;

    public override string ToString() => "[wrapped token, redacted]";
}

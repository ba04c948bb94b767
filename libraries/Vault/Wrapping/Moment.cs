namespace PenguinMails.Vault.Wrapping;

/// <summary>When a request was made, by the wall clock for others and by the monotonic one for this process.</summary>
internal sealed record Moment(DateTimeOffset Utc, long Timestamp)
{
    public static Moment Now(TimeProvider time) => new(time.GetUtcNow(), time.GetTimestamp());

    /// <summary>The token that the request brought.</summary>
    public WrappedToken Token(string token, TimeSpan timeToLive, string creationPath) =>
        new(token, Utc + timeToLive, creationPath) { TimeToLive = timeToLive, AskedAt = Timestamp };
}

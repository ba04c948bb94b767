namespace PenguinMails.Audit.Evidence;

/// <summary>Judges one kind of evidence.</summary>
internal interface IEvidenceRule
{
    /// <summary>Every source of this kind that is silent now. A source that is not named is not silent.</summary>
    Task<IReadOnlyList<Silence>> JudgeAsync(DatabaseTransaction transaction, WatchRound round);
}

/// <summary>What a round of the watch goes by.</summary>
/// <param name="Now">The database's time.</param>
/// <param name="WatchingSince">Since when this instance has watched without an interruption: silence of before may be its own.</param>
/// <param name="Known">What is known, by source.</param>
internal sealed record WatchRound(DateTimeOffset Now, DateTimeOffset WatchingSince, IReadOnlyDictionary<string, EvidenceRow> Known);

/// <summary>Evidence that should have come and did not.</summary>
/// <param name="Source">One of <see cref="EvidenceSources"/>.</param>
/// <param name="Since">When it last came, or was expected first.</param>
/// <param name="Kind">The alert's kind.</param>
/// <param name="Summary">What is silent, one sentence without its full stop; since when is added to it.</param>
/// <param name="NextStep">What to do now.</param>
internal sealed record Silence(string Source, DateTimeOffset Since, string Kind, string Summary, string NextStep);

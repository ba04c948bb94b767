namespace PenguinMails.Audit.Evidence;

/// <summary>Judges one kind of evidence.</summary>
internal interface IEvidenceRule
{
    /// <summary>
    /// Every source of this kind that is silent now. A silence that is known and not named is over: only evidence that came ends it, never
    /// that too little was seen to judge.
    /// </summary>
    Task<IReadOnlyList<Silence>> JudgeAsync(DatabaseTransaction transaction, WatchRound round);
}

/// <summary>What a round of the watch goes by.</summary>
/// <param name="Now">The database's time.</param>
/// <param name="WatchingSince">Since when this instance has watched without an interruption: silence of before may be its own.</param>
/// <param name="Known">What is known, by source.</param>
internal sealed record WatchRound(DateTimeOffset Now, DateTimeOffset WatchingSince, IReadOnlyDictionary<string, EvidenceRow> Known)
{
    /// <summary>Since when the source may be judged. A known silence was judged before: it needs no watching anew.</summary>
    public DateTimeOffset JudgedSince(string source) => SilentSince(source) is null ? WatchingSince : DateTimeOffset.MinValue;

    /// <summary>Since when the source is known to be silent; null when it is not.</summary>
    public DateTimeOffset? SilentSince(string source) => Known.GetValueOrDefault(source)?.SilentSince;
}

/// <summary>Evidence that should have come and did not.</summary>
/// <param name="Source">One of <see cref="EvidenceSources"/>.</param>
/// <param name="Since">When it last came, or was expected first.</param>
/// <param name="Kind">The alert's kind.</param>
/// <param name="Summary">What is silent, one sentence without its full stop; since when is added to it.</param>
/// <param name="NextStep">What to do now.</param>
internal sealed record Silence(string Source, DateTimeOffset Since, string Kind, string Summary, string NextStep)
{
    /// <summary>Raised again, and counted, when its summary changes, not only every hour.</summary>
    public bool RaisedOnChange { get; init; }
}

namespace PenguinMails.KeyIssuance.ServiceReads;

/// <summary>What is counted together: it becomes one record.</summary>
/// <param name="Minute">The minute of the clock.</param>
/// <param name="ClientId">Who asked.</param>
/// <param name="Secret">For what.</param>
/// <param name="VersionId">The version; none when nothing is current.</param>
/// <param name="Code">Why it was refused; empty when it was not.</param>
internal sealed record ReadGroup(DateTimeOffset Minute, Guid ClientId, SecretReference Secret, Guid VersionId, string Code);

/// <param name="Group">What they have in common.</param>
/// <param name="Actor">Who asked last.</param>
/// <param name="HandedOut">Answers with material.</param>
/// <param name="NotModified">Answers that the client's own copy is current.</param>
/// <param name="Refused">Answers with a problem.</param>
/// <param name="LastAt">When it asked last.</param>
internal sealed record CountedReads(ReadGroup Group, AuditActor Actor, int HandedOut, int NotModified, int Refused, DateTimeOffset LastAt)
{
    public CountedReads Add(CountedReads other) => new(
        Group, other.Actor, HandedOut + other.HandedOut, NotModified + other.NotModified, Refused + other.Refused, other.LastAt);
}

/// <summary>Counts reads in memory until they are stored. What cannot be counted must not be answered.</summary>
internal sealed class ReadCounter(TimeProvider time)
{
    /// <summary>How many groups are held at most: more than all clients make between two flushes, unless one makes up names.</summary>
    public const int MostGroups = 20_000;

    private readonly Lock _lock = new();
    private Dictionary<ReadGroup, CountedReads> _counts = [];

    public bool TryHandOut(SecretReference secret, Guid versionId, Caller caller) => TryAdd(secret, versionId, "", caller, (1, 0, 0));

    public bool TryConfirm(SecretReference secret, Guid versionId, Caller caller) => TryAdd(secret, versionId, "", caller, (0, 1, 0));

    public bool TryRefuse(SecretReference secret, Guid versionId, ProblemKind problem, Caller caller) =>
        TryAdd(secret, versionId, problem.Code, caller, (0, 0, 1));

    /// <summary>Takes what was counted. The caller must store it: it is counted nowhere else.</summary>
    public IReadOnlyCollection<CountedReads> Take()
    {
        lock (_lock)
        {
            var taken = _counts;
            _counts = [];
            return taken.Values;
        }
    }

    private bool TryAdd(SecretReference secret, Guid versionId, string code, Caller caller, (int HandedOut, int NotModified, int Refused) one)
    {
        var now = time.GetUtcNow();
        var minute = new DateTimeOffset(now.Ticks - (now.Ticks % TimeSpan.TicksPerMinute), TimeSpan.Zero);
        var counted = new CountedReads(
            new ReadGroup(minute, caller.UserId, secret, versionId, code), caller.Actor, one.HandedOut, one.NotModified, one.Refused, now);
        lock (_lock)
        {
            if (_counts.TryGetValue(counted.Group, out var known))
            {
                _counts[counted.Group] = known.Add(counted);
                return true;
            }

            return _counts.Count < MostGroups && _counts.TryAdd(counted.Group, counted);
        }
    }
}

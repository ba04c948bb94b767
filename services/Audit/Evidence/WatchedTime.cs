namespace PenguinMails.Audit.Evidence;

/// <summary>For how long a worker has watched without an interruption: what it did not hear while it was frozen was not silent.</summary>
internal sealed class WatchedTime(TimeProvider time, IOptions<EvidenceOptions> options)
{
    private static readonly TimeSpan Interruption = TimeSpan.FromSeconds(10);

    private long? _begun;
    private long _last;

    /// <summary>Called at the start of each round.</summary>
    public TimeSpan Continue()
    {
        if (_begun is null || time.GetElapsedTime(_last) > options.Value.WatchInterval + Interruption)
        {
            _begun = time.GetTimestamp();
        }

        _last = time.GetTimestamp();
        return time.GetElapsedTime(_begun.Value);
    }
}

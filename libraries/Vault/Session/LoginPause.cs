namespace PenguinMails.Vault.Session;

/// <summary>
/// The pause after a sign-in that Vault refused unseen. It grows, because each attempt may prolong a lock-out, and ends at a bound, because
/// the lock-out may be lifted any moment. Callers who want a token do not shorten it.
/// </summary>
internal sealed class LoginPause(TimeProvider time)
{
    private static readonly TimeSpan First = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);

    private int _refusals;
    private long _begunAt;
    private TimeSpan _length;

    /// <summary>What is left of the pause; zero when an attempt is due.</summary>
    public TimeSpan Left => _length - time.GetElapsedTime(_begunAt) is { } left && left > TimeSpan.Zero ? left : TimeSpan.Zero;

    /// <returns>The new pause.</returns>
    public TimeSpan Begin()
    {
        _begunAt = time.GetTimestamp();
        _length = BackOff.WithJitter(BackOff.Wait(First, _refusals++, Longest));
        return _length;
    }

    public void Reset()
    {
        _refusals = 0;
        _length = TimeSpan.Zero;
    }
}

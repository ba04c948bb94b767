namespace PenguinMails.Audit.Watching;

/// <summary>
/// Instances work in turns, by a lock of the database. Others hold it for moments only: one that is never given is held by somebody who wants nothing to be
/// watched, and is not waited for. To work twice costs time and nothing else.
/// </summary>
internal sealed class Turns(TimeProvider time, TimeSpan patience)
{
    private long? _refusedSince;

    /// <param name="hasLock">Whether the lock was given.</param>
    /// <returns>Whether to work now.</returns>
    public bool MayWork(bool hasLock)
    {
        if (hasLock)
        {
            _refusedSince = null;
            return true;
        }

        _refusedSince ??= time.GetTimestamp();
        return time.GetElapsedTime(_refusedSince.Value) > patience;
    }
}

namespace PenguinMails.DevVault.Tokens;

/// <summary>
/// Which tokens end when. Lookups refuse an expired token by themselves; the queue is for what must happen without anybody
/// asking: children die, storage is freed.
/// </summary>
internal sealed class ExpiryQueue
{
    private readonly PriorityQueue<string, DateTimeOffset> _queue = new();
    private readonly Lock _changing = new();

    /// <summary>A renewed token is simply added again; its earlier place is found stale when its time comes.</summary>
    public void Add(TokenEntry entry)
    {
        if (entry.Expires is { } expires)
        {
            lock (_changing)
            {
                _queue.Enqueue(entry.Hash, expires);
            }
        }
    }

    public IReadOnlyList<string> TakeDue(DateTimeOffset now)
    {
        var due = new List<string>();
        lock (_changing)
        {
            while (_queue.TryPeek(out var hash, out var expires) && expires <= now)
            {
                _queue.Dequeue();
                due.Add(hash);
            }
        }

        return due;
    }
}

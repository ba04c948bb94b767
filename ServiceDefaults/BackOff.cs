namespace PenguinMails.ServiceDefaults;

/// <summary>Waits that double.</summary>
public static class BackOff
{
    private const int MaxDoublings = 20;

    /// <summary>The first wait doubled <paramref name="doublings"/> times, at most <paramref name="limit"/>.</summary>
    public static TimeSpan Wait(TimeSpan first, int doublings, TimeSpan limit)
    {
        var wait = first * Math.Pow(2, Math.Clamp(doublings, 0, MaxDoublings));
        return wait < limit ? wait : limit;
    }
}

namespace PenguinMails.Workers;

/// <summary>Exponential back-off.</summary>
public static class BackOff
{
    private const int MaxDoublings = 20;

    /// <summary>The first wait doubled <paramref name="doublings"/> times, at most <paramref name="limit"/>.</summary>
    public static TimeSpan Wait(TimeSpan first, int doublings, TimeSpan limit)
    {
        var wait = first * Math.Pow(2, Math.Clamp(doublings, 0, MaxDoublings));
        return wait < limit ? wait : limit;
    }

    /// <summary>A random wait between half of <paramref name="wait"/> and all of it, so that instances do not retry in step.</summary>
    public static TimeSpan WithJitter(TimeSpan wait) => wait * (1 - (Random.Shared.NextDouble() / 2));
}

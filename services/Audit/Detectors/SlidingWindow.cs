namespace PenguinMails.Audit.Detectors;

/// <summary>Whether hits lie close enough together. They may come in any order: what counts is when they happened.</summary>
internal static class SlidingWindow
{
    /// <param name="at">The new hit.</param>
    /// <param name="others">The hits known so far, in any order.</param>
    /// <param name="threshold">How many it takes.</param>
    /// <param name="window">All of them are less than this apart.</param>
    public static bool IsReached(DateTimeOffset at, IEnumerable<DateTimeOffset> others, int threshold, TimeSpan window)
    {
        var times = others.Where(other => (other - at).Duration() < window).Append(at).Order().ToList();
        for (var first = 0; first + threshold <= times.Count; first++)
        {
            if (times[first + threshold - 1] - times[first] < window)
            {
                return true;
            }
        }

        return false;
    }
}

using PenguinMails.Workers;

namespace PenguinMails.ServiceDefaults;

/// <summary>When the next attempt is made.</summary>
public static class RetrySchedule
{
    /// <param name="first">The wait before the second attempt; doubles with each that fails.</param>
    /// <param name="longest">The longest wait, unless the receiver asks for more.</param>
    /// <param name="attempts">How many were made, at least one.</param>
    /// <param name="asked">The receiver's <c>Retry-After</c>.</param>
    /// <param name="chance">From 0 to 1: jitter, which shortens the wait by up to half, so that deliveries are not retried in step.</param>
    public static TimeSpan Wait(TimeSpan first, TimeSpan longest, int attempts, TimeSpan? asked, double chance)
    {
        var wait = BackOff.Wait(first, attempts - 1, longest) * (1 - (chance / 2));
        return asked > wait ? asked.Value : wait;
    }
}

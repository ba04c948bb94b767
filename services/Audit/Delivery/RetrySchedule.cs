namespace PenguinMails.Audit.Delivery;

/// <summary>When the next attempt is made.</summary>
internal static class RetrySchedule
{
    /// <param name="attempts">How many were made, at least one.</param>
    /// <param name="asked">The receiver's <c>Retry-After</c>.</param>
    /// <param name="chance">From 0 to 1: jitter, which shortens the wait by up to half, so that deliveries are not retried in step.</param>
    public static TimeSpan Wait(DeliveryOptions options, int attempts, TimeSpan? asked, double chance)
    {
        var wait = BackOff.Wait(options.FirstRetry, attempts - 1, options.LongestRetry) * (1 - (chance / 2));
        return asked > wait ? asked.Value : wait;
    }
}

namespace PenguinMails.AppHost.Supervision;

/// <summary>Doubles the pause between restarts of one process, until it has run well for a while.</summary>
internal sealed class RestartDelay(TimeProvider time)
{
    private static readonly TimeSpan First = TimeSpan.FromSeconds(0.5);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan RanWell = TimeSpan.FromMinutes(1);

    private TimeSpan _next = First;

    /// <param name="startedAt">When the process that has now ended had started; null: unknown.</param>
    public TimeSpan Next(DateTime? startedAt)
    {
        if (startedAt is { } start && time.GetUtcNow().UtcDateTime - start > RanWell)
        {
            _next = First;
        }

        var delay = _next;
        _next = delay * 2 < Longest ? delay * 2 : Longest;
        return delay;
    }
}

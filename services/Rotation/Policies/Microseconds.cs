namespace PenguinMails.Rotation.Policies;

internal static class Microseconds
{
    /// <summary>The time as Postgres keeps it, so that a value compares equal after it was stored.</summary>
    public static DateTimeOffset ToMicroseconds(this DateTimeOffset time) =>
        time.AddTicks(-(time.Ticks % TimeSpan.TicksPerMicrosecond));
}

namespace PenguinMails.Audit.Detectors;

/// <summary>Hours of each day by a wall clock, from the first instant to just before the last.</summary>
internal sealed record OffHours(TimeOnly From, TimeOnly To)
{
    /// <summary>The date on which the night began that this local time lies in; null by day.</summary>
    public DateOnly? NightOf(DateTime local)
    {
        var (date, clock) = (DateOnly.FromDateTime(local), TimeOnly.FromDateTime(local));
        return clock.IsBetween(From, To) ? (From < To || clock >= From ? date : date.AddDays(-1)) : null;
    }
}

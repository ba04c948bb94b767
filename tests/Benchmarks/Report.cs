namespace PenguinMails.Benchmarks;

internal static class Report
{
    public static void Line(string text) => Console.Out.WriteLine(text);

    public static TimeSpan Median(IEnumerable<TimeSpan> times)
    {
        var sorted = times.Order().ToArray();
        return sorted[sorted.Length / 2];
    }

    /// <summary>The figure below which so many of a hundred lie.</summary>
    public static double At(IEnumerable<double> figures, int percent)
    {
        var sorted = figures.Order().ToArray();
        return sorted[sorted.Length * percent / 100];
    }
}

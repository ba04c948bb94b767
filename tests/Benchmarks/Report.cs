namespace PenguinMails.Benchmarks;

internal static class Report
{
    public static void Line(string text) => Console.Out.WriteLine(text);

    public static TimeSpan Median(IEnumerable<TimeSpan> times)
    {
        var sorted = times.Order().ToArray();
        return sorted[sorted.Length / 2];
    }
}

using PenguinMails.LocalComponents;

namespace PenguinMails.Benchmarks;

/// <summary>This checkout's start beside another's, in alternation, so that a busy machine disturbs both alike.</summary>
internal static class StartComparison
{
    private const int Rounds = 3;

    /// <param name="other">A checkout whose AppHost is built in the same configuration.</param>
    public static async Task RunAsync(string other)
    {
        var (here, there) = (new List<MeasuredStart>(), new List<MeasuredStart>());
        for (var round = 1; round <= Rounds; round++)
        {
            there.Add(await MeasuredStart.OfAsync(other));
            here.Add(await MeasuredStart.OfAsync(RepositoryFolder.Find()));
            Report.Line($"round {round}: other {Text(there[^1])}; this {Text(here[^1])}");
        }

        Compare("time to all healthy", "s", here, there, start => start.Healthy.TotalSeconds, 0.6);
        Compare("CPU of all processes", "s", here, there, start => start.Cpu, 0.75);
        Compare("memory of all processes", "MiB", here, there, start => start.Memory, 0.85);
    }

    private static void Compare(
        string name, string unit, List<MeasuredStart> here, List<MeasuredStart> there, Func<MeasuredStart, double> figure, double aim)
    {
        var (mine, others) = (Median(here.Select(figure)), Median(there.Select(figure)));
        Report.Line($"{name,-24} {mine,7:F1} {unit,-3} other {others,7:F1} {unit,-3} ratio {mine / others:F2}   (aim <= {aim})");
    }

    private static double Median(IEnumerable<double> figures)
    {
        var sorted = figures.Order().ToArray();
        return sorted[sorted.Length / 2];
    }

    private static string Text(MeasuredStart start) => $"{start.Healthy.TotalSeconds:F1} s, {start.Cpu:F1} s of CPU, {start.Memory:F0} MiB";
}

using PenguinMails.LocalComponents;

namespace PenguinMails.Benchmarks;

/// <summary>What AdminQuery and the portal add to a start: the whole system beside the system without them and their databases, in alternation.</summary>
internal static class AddedBenchmark
{
    private const int Rounds = 3;
    private const string Resources = "admin-query,adminquery-database,portal,portal-database";
    private static readonly string[] Programs = ["PenguinMails.AdminQuery", "PenguinMails.Portal"];

    public static async Task RunAsync()
    {
        var (with, without) = (new List<MeasuredStart>(), new List<MeasuredStart>());
        for (var round = 1; round <= Rounds; round++)
        {
            without.Add(await StartAsync(Resources));
            with.Add(await StartAsync(""));
            Report.Line($"round {round}: without {Text(without[^1])}; with {Text(with[^1])}");
        }

        var own = Programs.Select(program => Median(with, start => start.MemoryOf[program])).ToList();
        Report.Line($"memory of {string.Join(" and ", Programs)}   {string.Join(" + ", own.Select(memory => $"{memory:F0}"))} = {own.Sum(),5:F0} MiB   (aim <= 100 MiB)");
        Compare("memory of all processes", "MiB", with, without, start => start.Memory, "");
        Compare("time to all healthy", "s", with, without, start => start.Healthy.TotalSeconds, "   (aim <= 1.1)");
        Compare("CPU of all processes", "s", with, without, start => start.Cpu, "");
    }

    private static Task<MeasuredStart> StartAsync(string without) => MeasuredStart.OfAsync(RepositoryFolder.Find(), new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["DOTNET_STARTUP_HOOKS"] = typeof(StartupHook).Assembly.Location,
        [StartupHook.Variable] = without,
    });

    private static void Compare(string name, string unit, List<MeasuredStart> with, List<MeasuredStart> without, Func<MeasuredStart, double> figure, string aim)
    {
        var (all, less) = (Median(with, figure), Median(without, figure));
        Report.Line($"{name,-24} {all,7:F1} {unit,-3} without {less,7:F1} {unit,-3} ratio {all / less:F2}{aim}");
    }

    private static double Median(IEnumerable<MeasuredStart> starts, Func<MeasuredStart, double> figure) => Report.At(starts.Select(figure), 50);

    private static string Text(MeasuredStart start) => $"{start.Healthy.TotalSeconds:F1} s, {start.Cpu:F1} s of CPU, {start.Memory:F0} MiB";
}

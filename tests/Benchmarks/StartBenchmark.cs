using System.Diagnostics;
using System.Globalization;
using PenguinMails.TestKit;
using PenguinMails.TestKit.Platform;

namespace PenguinMails.Benchmarks;

/// <summary>From the start of the AppHost to everything healthy, with RabbitMQ alone beside it; then the memory of each service.</summary>
internal static class StartBenchmark
{
    private const int KibPerMib = 1024;

    public static async Task RunAsync()
    {
        var alone = Stopwatch.GetTimestamp();
        await TestRabbitMq.StartAsync();
        var rabbit = Stopwatch.GetElapsedTime(alone);

        var whole = Stopwatch.GetTimestamp();
        await using var instance = AppHostProcess.Start(new Dictionary<string, string>(StringComparer.Ordinal));
        using var gateway = new HttpClient { BaseAddress = instance.GatewayAddress };
        await instance.WaitHealthyAsync(gateway, TimeSpan.FromMinutes(4));
        var healthy = Stopwatch.GetElapsedTime(whole);

        Report.Line($"start to all healthy {healthy.TotalSeconds,8:F1} s   (aim <= 35 s, a fresh state folder)");
        Report.Line($"RabbitMQ alone       {rabbit.TotalSeconds,8:F1} s   ratio {healthy / rabbit:F2}");
        foreach (var (name, resident, share) in Memory(instance))
        {
            Report.Line($"memory {name,-32} {resident,6:F0} MiB resident, {share,6:F0} MiB as its share   (aim <= 150 MiB)");
        }
    }

    private static IEnumerable<(string Name, double Resident, double Share)> Memory(AppHostProcess instance) =>
        from process in Process.GetProcesses()
        let command = ProcessFiles.Read(process.Id, "cmdline").Replace('\0', ' ')
        where command.Contains("PenguinMails.", StringComparison.Ordinal) && command.Contains(".dll", StringComparison.Ordinal)
        where ProcessFiles.Read(process.Id, "environ").Contains(instance.Data.FullName, StringComparison.Ordinal)
        let name = Path.GetFileNameWithoutExtension(command.Split(' ').First(part => part.EndsWith(".dll", StringComparison.Ordinal)))
        orderby name
        select (name, Kib(process.Id, "status", "VmRSS:") / KibPerMib, Kib(process.Id, "smaps_rollup", "Pss:") / KibPerMib);

    // Pss counts a page that several processes map, such as the runtime's own code, in parts.
    private static double Kib(int pid, string file, string name) => ProcessFiles.Read(pid, file).Split('\n')
        .Where(line => line.StartsWith(name, StringComparison.Ordinal))
        .Select(line => double.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture))
        .FirstOrDefault();
}

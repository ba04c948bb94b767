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
        foreach (var (name, mib) in Memory(instance))
        {
            Report.Line($"memory {name,-32} {mib,6:F0} MiB   (aim <= 150 MiB)");
        }
    }

    private static IEnumerable<(string Name, double Mib)> Memory(AppHostProcess instance) =>
        from process in Process.GetProcesses()
        let command = Read(process.Id, "cmdline").Replace('\0', ' ')
        where command.Contains("PenguinMails.", StringComparison.Ordinal) && command.Contains(".dll", StringComparison.Ordinal)
        where Read(process.Id, "environ").Contains(instance.Data.FullName, StringComparison.Ordinal)
        let name = Path.GetFileNameWithoutExtension(command.Split(' ').First(part => part.EndsWith(".dll", StringComparison.Ordinal)))
        orderby name
        select (name, ResidentKib(process.Id) / KibPerMib);

    private static double ResidentKib(int pid) => Read(pid, "status").Split('\n')
        .Where(line => line.StartsWith("VmRSS:", StringComparison.Ordinal))
        .Select(line => double.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture))
        .FirstOrDefault();

    private static string Read(int pid, string file)
    {
        try
        {
            return File.ReadAllText($"/proc/{pid}/{file}");
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }
}

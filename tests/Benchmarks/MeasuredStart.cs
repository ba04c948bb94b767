using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace PenguinMails.Benchmarks;

/// <summary>What a start cost, of all processes of the instance together.</summary>
/// <param name="Healthy">From the command to the line that says that everything is healthy.</param>
/// <param name="Cpu">CPU seconds of the processes that run then, and of those of their children that have ended.</param>
/// <param name="MemoryOf">MiB by program; a page that several processes map counts in parts (PSS).</param>
internal sealed record MeasuredStart(TimeSpan Healthy, double Cpu, IReadOnlyDictionary<string, double> MemoryOf)
{
    private const double TicksPerSecond = 100; // USER_HZ, the same on every Linux that .NET runs on
    private const int KibPerMib = 1024;
    private const string ReadyLine = "PenguinMails Secrets is ready.";
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(5);

    /// <summary>MiB of all programs.</summary>
    public double Memory => MemoryOf.Values.Sum();

    /// <summary>Starts the AppHost of a checkout with "dotnet run", built, on a fresh state folder; then stops it.</summary>
    /// <param name="checkout">The checkout.</param>
    /// <param name="environment">Variables beside the usual ones.</param>
    public static async Task<MeasuredStart> OfAsync(string checkout, IReadOnlyDictionary<string, string>? environment = null)
    {
        var data = Directory.CreateTempSubdirectory("penguin-start-");
        var clock = Stopwatch.GetTimestamp();
        using var run = Process.Start(Command(checkout, data.FullName, environment ?? new Dictionary<string, string>(StringComparer.Ordinal)))!;
        run.ErrorDataReceived += (_, _) => { };
        run.BeginErrorReadLine();
        try
        {
            await UntilReadyAsync(run.StandardOutput).WaitAsync(Limit);
            var healthy = Stopwatch.GetElapsedTime(clock);
            var processes = ProcessesOf(data.FullName).ToList();
            return new MeasuredStart(
                healthy,
                processes.Sum(Seconds),
                processes.GroupBy(ProcessTimes.NameOf, StringComparer.Ordinal).ToDictionary(group => group.Key, group => group.Sum(Mebibytes), StringComparer.Ordinal));
        }
        finally
        {
            using var kill = Process.Start("kill", ["-TERM", run.Id.ToString(CultureInfo.InvariantCulture)]);
            await run.StandardOutput.ReadToEndAsync().WaitAsync(Limit);
            await run.WaitForExitAsync().WaitAsync(Limit);
            data.Delete(recursive: true);
        }
    }

    private static ProcessStartInfo Command(string checkout, string data, IReadOnlyDictionary<string, string> environment)
    {
        var configuration = new DirectoryInfo(AppContext.BaseDirectory).Name;
        var start = new ProcessStartInfo("dotnet", ["run", "--no-build", "-c", configuration, "--project", Path.Combine(checkout, "AppHost")])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment =
            {
                ["PENGUINMAILS_PORT"] = FreePort(),
                ["PENGUINMAILS_DASHBOARD_PORT"] = FreePort(),
                ["PENGUINMAILS_DATA"] = data,
            },
        };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        return start;
    }

    private static async Task UntilReadyAsync(StreamReader output)
    {
        while (await output.ReadLineAsync() is { } line)
        {
            if (line == ReadyLine)
            {
                return;
            }
        }

        throw new InvalidOperationException("The AppHost ended before the system was healthy.");
    }

    private static IEnumerable<int> ProcessesOf(string data) => Process.GetProcesses()
        .Select(process => process.Id)
        .Where(id => ProcessFiles.Read(id, "environ").Contains(data, StringComparison.Ordinal)
            || ProcessFiles.Read(id, "cmdline").Contains(data, StringComparison.Ordinal));

    // Fields 14 to 17 of proc(5)'s stat, behind the name in parentheses, which may hold spaces.
    private static double Seconds(int id)
    {
        var stat = ProcessFiles.Read(id, "stat");
        return stat.Length == 0
            ? 0
            : stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[11..15].Sum(ticks => double.Parse(ticks, CultureInfo.InvariantCulture)) / TicksPerSecond;
    }

    private static double Mebibytes(int id) => ProcessFiles.Read(id, "smaps_rollup").Split('\n')
        .Where(line => line.StartsWith("Pss:", StringComparison.Ordinal))
        .Select(line => double.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) / KibPerMib)
        .FirstOrDefault();

    private static string FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port.ToString(CultureInfo.InvariantCulture);
    }
}

using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using PenguinMails.LocalComponents;

namespace PenguinMails.TestKit.Platform;

/// <summary>An AppHost as a process of its own, with its output, its ports and its state folder.</summary>
public sealed class AppHostProcess : IAsyncDisposable
{
    private const string DashboardApiKey = "tests-read-telemetry-with-this-key";

    private readonly Process _process;
    private readonly StringBuilder _output = new();

    private AppHostProcess(Process process, int gatewayPort, int dashboardPort, DirectoryInfo data)
    {
        (_process, GatewayAddress, DashboardPort, Data) = (process, new Uri($"http://127.0.0.1:{gatewayPort}"), dashboardPort, data);
        process.OutputDataReceived += (_, line) => Append(line.Data);
        process.ErrorDataReceived += (_, line) => Append(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    public Uri GatewayAddress { get; }

    public int DashboardPort { get; }

    /// <summary>The instance's state folder.</summary>
    public DirectoryInfo Data { get; }

    public int Id => _process.Id;

    public string Output
    {
        get
        {
            lock (_output)
            {
                return _output.ToString();
            }
        }
    }

    public static string RepositoryRoot { get; } = FindRoot();

    public static AppHostProcess Start(IReadOnlyDictionary<string, string> environment, params string[] arguments) =>
        StartOf(RepositoryRoot, environment, arguments);

    /// <summary>Starts the AppHost of another checkout, which has been built in the same configuration.</summary>
    public static AppHostProcess StartOf(string checkout, IReadOnlyDictionary<string, string> environment, params string[] arguments)
    {
        var (gateway, dashboard) = (FreePort(10_000), FreePort(15_000));
        var data = Directory.CreateTempSubdirectory("penguin-e2e-data-");
        var start = StartInfo(checkout, arguments);
        start.Environment["PENGUINMAILS_PORT"] = gateway.ToString(CultureInfo.InvariantCulture);
        start.Environment["PENGUINMAILS_DASHBOARD_PORT"] = dashboard.ToString(CultureInfo.InvariantCulture);
        start.Environment["PENGUINMAILS_DATA"] = data.FullName;
        start.Environment["AppHost__DashboardApiKey"] = DashboardApiKey;
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        return new AppHostProcess(Process.Start(start)!, gateway, dashboard, data);
    }

    /// <summary>Runs an AppHost command that ends by itself and returns its exit code and output.</summary>
    public static async Task<(int ExitCode, string Output)> RunAsync(TimeSpan limit, params string[] arguments)
    {
        using var process = Process.Start(StartInfo(RepositoryRoot, arguments))!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        using var deadline = new CancellationTokenSource(limit);
        try
        {
            await process.WaitForExitAsync(deadline.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            Assert.Fail($"The AppHost did not end within {limit}: {await output}{await error}");
        }

        return (process.ExitCode, await output + await error);
    }

    public async Task WaitHealthyAsync(HttpClient gateway, TimeSpan limit)
    {
        var last = "";
        try
        {
            await Eventually.Async(
                async () =>
                {
                    if (_process.HasExited)
                    {
                        return true;
                    }

                    using var health = await gateway.GetAsync("/health");
                    last = await health.Content.ReadAsStringAsync();
                    return health.IsSuccessStatusCode;
                },
                limit);
        }
        catch (TimeoutException)
        {
            Assert.Fail($"The system was not healthy within {limit}; the last answer was {last}\n{Output}");
        }

        Assert.That(_process.HasExited, Is.False, () => "The AppHost ended:\n" + Output);
    }

    /// <summary>What the dashboard holds of one kind of telemetry, as JSON.</summary>
    /// <param name="path">Below /api/telemetry/, for example <c>logs</c> or <c>traces/{id}</c>.</param>
    public async Task<string> TelemetryAsync(string path)
    {
        using var client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{DashboardPort}") };
        client.DefaultRequestHeaders.Add("x-api-key", DashboardApiKey);
        return await client.GetStringAsync("/api/telemetry/" + path);
    }

    /// <summary>SIGTERM, and the time until the process had ended.</summary>
    public async Task<TimeSpan> StopAsync()
    {
        var started = Stopwatch.GetTimestamp();
        using var kill = Process.Start("kill", ["-TERM", _process.Id.ToString(CultureInfo.InvariantCulture)]);
        using var deadline = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        await _process.WaitForExitAsync(deadline.Token);
        return Stopwatch.GetElapsedTime(started);
    }

    public void Kill() => _process.Kill();

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            await StopAsync();
        }

        _process.Dispose();
        Data.Delete(recursive: true);
    }

    private static ProcessStartInfo StartInfo(string checkout, IEnumerable<string> arguments)
    {
        var configuration = new DirectoryInfo(AppContext.BaseDirectory).Name;
        var start = new ProcessStartInfo("dotnet")
        {
            UseShellExecute = false,
            WorkingDirectory = checkout,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.ArgumentList.Add(Path.Combine(checkout, "artifacts", "bin", "AppHost", configuration, "PenguinMails.AppHost.dll"));
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        return start;
    }

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "PenguinMails.sln")))
        {
            folder = folder.Parent ?? throw new DirectoryNotFoundException("The tests do not lie inside the repository.");
        }

        return folder.FullName;
    }

    private void Append(string? line)
    {
        lock (_output)
        {
            _output.AppendLine(line);
        }
    }

    /// <summary>
    /// Below the kernel's range for outgoing connections: one of those would have the port before the AppHost listens. The AppHost
    /// reserves it itself, so it is none of <see cref="ReservedPort"/>.
    /// </summary>
    private static int FreePort(int from)
    {
        int port;
        do
        {
            port = RandomNumberGenerator.GetInt32(from, from + 5_000);
        }
        while (!ReservedPort.CanListen(IPAddress.Loopback, port));
        return port;
    }
}

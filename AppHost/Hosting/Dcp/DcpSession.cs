using System.Diagnostics;
using Microsoft.Extensions.Logging;

namespace Aspire.Hosting.Dcp;

/// <summary>
/// One orchestrator process with its private folder. It watches this process and, should it die, ends everything it started.
/// </summary>
internal sealed class DcpSession : IAsyncDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(12);
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(25);

    // They are meant for this process, not for the services.
    private static readonly string[] HiddenVariables =
        ["ASPNETCORE_URLS", "ASPNETCORE_ENVIRONMENT", "DOTNET_ENVIRONMENT", "DOTNET_LAUNCH_PROFILE"];

    private readonly string _folder;
    private readonly ILogger _logger;

    private DcpSession(string folder, DcpClient client, ILogger logger)
    {
        _folder = folder;
        _logger = logger;
        Client = client;
    }

    public DcpClient Client { get; }

    /// <exception cref="DistributedApplicationException">The orchestrator did not start.</exception>
    public static async Task<DcpSession> StartAsync(string dcpPath, ILogger logger, CancellationToken cancellationToken)
    {
        // Created with mode 0700: it will hold the API token and the output of every service.
        var folder = Directory.CreateTempSubdirectory("aspire-dcp-").FullName;
        try
        {
            await LaunchAsync(dcpPath, folder, cancellationToken);
            var connection = await WaitForConnectionAsync(folder, cancellationToken);
            return new DcpSession(folder, new DcpClient(connection.CreateClient()), logger);
        }
        catch
        {
            Directory.Delete(folder, recursive: true);
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            using var limit = new CancellationTokenSource(StopLimit);
            await Client.ShutDownAsync(limit.Token);

            // The orchestrator removes its folder last, and its processes end a moment later.
            while (Directory.Exists(_folder) || DcpProcesses.AnyOf(_folder))
            {
                await Task.Delay(PollInterval, limit.Token);
            }
        }
        catch (Exception error)
        {
            Log.DcpDidNotStop(_logger, error);
            RemoveFolder();
        }

        Client.Dispose();
    }

    private static async Task LaunchAsync(string dcpPath, string folder, CancellationToken cancellationToken)
    {
        // Its output goes to a file: a pipe to this process would break, and end it, just when this process was killed
        // and it should clean up.
        var start = new ProcessStartInfo("/bin/sh") { WorkingDirectory = folder };
        foreach (var arg in new[]
        {
            "-c", """exec "$0" "$@" >dcp.log 2>&1 </dev/null""", dcpPath,
            "start-apiserver", "--monitor", Environment.ProcessId.ToString(), "--detach", "--kubeconfig", Path.Combine(folder, "kubeconfig"),
        })
        {
            start.ArgumentList.Add(arg);
        }

        foreach (var name in start.Environment.Keys.Where(IsOfThisProcess).ToArray())
        {
            start.Environment.Remove(name);
        }

        start.Environment["DCP_SESSION_FOLDER"] = folder;
        using var launcher = Process.Start(start) ?? throw new DistributedApplicationException("DCP could not be launched.");
        await launcher.WaitForExitAsync(cancellationToken);
        if (launcher.ExitCode != 0)
        {
            var output = await File.ReadAllTextAsync(Path.Combine(folder, "dcp.log"), cancellationToken);
            throw new DistributedApplicationException($"DCP ({dcpPath}) ended with {launcher.ExitCode}: {output}");
        }
    }

    private static async Task<DcpConnection> WaitForConnectionAsync(string folder, CancellationToken cancellationToken)
    {
        var file = Path.Combine(folder, "kubeconfig");
        var clock = Stopwatch.StartNew();
        while (clock.Elapsed < StartLimit)
        {
            if (File.Exists(file) && DcpConnection.Parse(await File.ReadAllTextAsync(file, cancellationToken)) is { } connection)
            {
                return connection;
            }

            await Task.Delay(PollInterval, cancellationToken);
        }

        throw new DistributedApplicationException($"DCP gave no address within {StartLimit.TotalSeconds} s.");
    }

    private static bool IsOfThisProcess(string name) =>
        HiddenVariables.Contains(name) || name.StartsWith("AppHost__", StringComparison.OrdinalIgnoreCase);

    private void RemoveFolder()
    {
        try
        {
            Directory.Delete(_folder, recursive: true);
        }
        catch (DirectoryNotFoundException)
        {
            // The orchestrator was faster.
        }
    }
}

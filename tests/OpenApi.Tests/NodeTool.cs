using System.Diagnostics;

namespace PenguinMails.OpenApi.Tests;

/// <summary>Runs tools from npm. Each folder's packages are installed once, exactly as its lock file says.</summary>
internal static class NodeTool
{
    private static readonly TimeSpan Timeout = TimeSpan.FromMinutes(5);

    /// <summary>Installs the folder's packages, unless they are there as the lock file says.</summary>
    public static async Task InstallAsync(string folder)
    {
        var locked = Path.Combine(folder, "package-lock.json");
        var installed = Path.Combine(folder, "node_modules", ".package-lock.json");
        if (!File.Exists(installed) || File.GetLastWriteTimeUtc(installed) < File.GetLastWriteTimeUtc(locked))
        {
            var (exitCode, output) = await RunAsync(folder, "npm", "ci", "--no-audit", "--no-fund");
            Assert.That(exitCode, Is.Zero, output);
        }
    }

    public static async Task<(int ExitCode, string Output)> RunAsync(string folder, string command, params string[] arguments)
    {
        var start = new ProcessStartInfo(command, arguments)
        {
            WorkingDirectory = folder,
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["CI"] = "true";
        using var process = Process.Start(start)!;
        using var timeout = new CancellationTokenSource(Timeout);
        var output = process.StandardOutput.ReadToEndAsync(timeout.Token);
        var errors = process.StandardError.ReadToEndAsync(timeout.Token);
        try
        {
            await process.WaitForExitAsync(timeout.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }

        return (process.ExitCode, await output + await errors);
    }

    /// <summary>The path of a package's command.</summary>
    public static string Command(string folder, string name) => Path.Combine(folder, "node_modules", ".bin", name);
}

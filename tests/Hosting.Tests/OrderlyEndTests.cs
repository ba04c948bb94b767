using System.Diagnostics;
using System.Globalization;

namespace PenguinMails.Hosting.Tests;

/// <summary>However the host ends, nothing that it started outlives it.</summary>
[TestFixture]
[Parallelizable(ParallelScope.Children)]
public sealed class OrderlyEndTests
{
    private const int SigKill = 9;
    private const int SigTerm = 15;

    [Test]
    public async Task Terminate_Host_EndsEverythingInTime()
    {
        var mark = NewMark();
        using var host = await StartAsync(mark, throughDotnetRun: false);
        Signal(host.Id, SigTerm);
        await host.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(20));
        using (Assert.EnterMultipleScope())
        {
            Assert.That(host.ExitCode, Is.Zero);
            Assert.That(Survivors(mark), Is.Empty);
        }
    }

    [Test]
    public async Task Kill_Host_EndsEverything()
    {
        var mark = NewMark();
        using var host = await StartAsync(mark, throughDotnetRun: false);
        Signal(host.Id, SigKill);
        await SampleApplication.UntilAsync(() => Task.FromResult(Survivors(mark).Count == 0), "nothing is left");
    }

    [Test]
    public async Task Kill_DotnetRun_EndsEverything()
    {
        var mark = NewMark();
        using var run = await StartAsync(mark, throughDotnetRun: true);
        Signal(run.Id, SigKill);
        await SampleApplication.UntilAsync(() => Task.FromResult(Survivors(mark).Count == 0), "nothing is left");
    }

    private static string NewMark() => $"hosting-test-{Guid.CreateVersion7():N}";

    /// <summary>Starts the sample host and waits until its programs run.</summary>
    private static async Task<Process> StartAsync(string mark, bool throughDotnetRun)
    {
        var assembly = LocalComponents.RepositoryFolder.AssemblyOf("HostingSample");
        string[] args = throughDotnetRun
            ? ["run", "--no-build", "--project", SampleApplication.Project, "--", "host", mark]
            : [assembly, "host", mark];
        var host = Process.Start(new ProcessStartInfo("dotnet", args) { RedirectStandardOutput = true, UseShellExecute = false })!;
        string? line;
        do
        {
            line = await host.StandardOutput.ReadLineAsync().WaitAsync(SampleApplication.Deadline);
        }
        while (line is not ("ready" or null));

        Assert.That(line, Is.EqualTo("ready"), "The host ended before its programs ran.");
        Assert.That(Survivors(mark), Has.Count.GreaterThanOrEqualTo(3), "The host and its two programs.");
        return host;
    }

    private static void Signal(int processId, int signal)
    {
        using var kill = Process.Start("kill", [$"-{signal.ToString(CultureInfo.InvariantCulture)}", processId.ToString(CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
        Assert.That(kill.ExitCode, Is.Zero);
    }

    private static List<string> Survivors(string mark)
    {
        var survivors = new List<string>();
        foreach (var folder in Directory.EnumerateDirectories("/proc").Where(path => char.IsAsciiDigit(Path.GetFileName(path)[0])))
        {
            try
            {
                var command = File.ReadAllText(Path.Combine(folder, "cmdline"));
                if (command.Contains(mark, StringComparison.Ordinal))
                {
                    survivors.Add(command.Replace('\0', ' '));
                }
            }
            catch (IOException)
            {
                // It has just ended.
            }
        }

        return survivors;
    }
}

using System.Diagnostics;
using System.Globalization;
using PenguinMails.AppHost.Supervision;
using PenguinMails.TestKit;

namespace PenguinMails.Hosting.Tests.Supervision;

/// <summary>However the host ends, nothing that it started outlives it.</summary>
[Parallelizable(ParallelScope.Children)]
[Category("Process")]
public sealed class OrderlyEndTests
{
    private const int SigKill = 9;
    private const int SigTerm = 15;

    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(3);
    private static readonly string Assembly = LocalComponents.RepositoryFolder.AssemblyOf("Hosting.Tests");

    [Test]
    public async Task Terminate_Host_EndsEverythingAndSaysSo()
    {
        var mark = NewMark();
        using var host = await StartAsync(mark, Assembly);
        Signal(host.Id, SigTerm);
        var output = await host.StandardOutput.ReadToEndAsync().WaitAsync(Deadline);
        await host.WaitForExitAsync().WaitAsync(Deadline);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(host.ExitCode, Is.Zero);
            Assert.That(output, Does.StartWith(StopNotice.Text).And.Not.Contains("   at "), "no stack trace");
            Assert.That(Survivors(mark), Is.Empty);
        }
    }

    [Test]
    public async Task Kill_Host_EndsEverything()
    {
        var mark = NewMark();
        using var host = await StartAsync(mark, Assembly);
        Signal(host.Id, SigKill);
        await NothingIsLeftAsync(mark);
    }

    [Test]
    public async Task Kill_DotnetRun_EndsEverything()
    {
        var mark = NewMark();
        var project = Path.Combine(LocalComponents.RepositoryFolder.Find(), "tests", "Hosting.Tests");
        using var run = await StartAsync(mark, "run", "--no-build", "--project", project, "--");
        Signal(run.Id, SigKill);
        await NothingIsLeftAsync(mark);
    }

    private static string NewMark() => $"hosting-test-{Guid.CreateVersion7():N}";

    private static async Task<Process> StartAsync(string mark, params string[] command)
    {
        var host = Process.Start(new ProcessStartInfo("dotnet", [.. command, mark]) { RedirectStandardOutput = true, UseShellExecute = false })!;
        string? line;
        do
        {
            line = await host.StandardOutput.ReadLineAsync().WaitAsync(Deadline);
        }
        while (line is not (SampleHost.Ready or null));

        Assert.That(line, Is.EqualTo(SampleHost.Ready), "The host ended before its programs ran.");
        Assert.That(Survivors(mark), Has.Count.GreaterThanOrEqualTo(3), "The host and its two programs.");
        return host;
    }

    private static Task NothingIsLeftAsync(string mark) =>
        Eventually.Async(() => Survivors(mark).Count == 0, Deadline, "The end of all that the host started");

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

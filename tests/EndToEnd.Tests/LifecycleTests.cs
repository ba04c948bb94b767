using System.Diagnostics;
using PenguinMails.TestKit;
using PenguinMails.TestKit.Platform;

namespace PenguinMails.EndToEnd.Tests;

/// <summary>Instances side by side, and nothing left behind, however one ends.</summary>
[DependsOnFixture(typeof(CanaryTests), AllowFailure = true)]
[Category("System")]
public sealed class LifecycleTests
{
    [Test]
    public async Task SecondInstance_BesideTheFirst_ThenKilled_LeavesNoProcess()
    {
        await using var second = AppHostProcess.Start(new Dictionary<string, string>(StringComparer.Ordinal));
        using var gateway = new HttpClient { BaseAddress = second.GatewayAddress };
        await second.WaitHealthyAsync(gateway, TimeSpan.FromMinutes(4));
        using (var first = await RunningSystem.Gateway.GetAsync("/health"))
        {
            Assert.That(first.IsSuccessStatusCode, Is.True, "the first instance is not disturbed");
        }

        Assert.That(ProcessesOf(second), Is.Not.Empty);
        second.Kill();

        await Eventually.Async(
            () => ProcessesOf(second).Count == 0
                ? true
                : throw new InvalidOperationException("Still there: " + string.Join(", ", ProcessesOf(second))),
            what: "The end of every process of the killed instance");
    }

    /// <summary>Processes whose environment or command line names the instance's state folder.</summary>
    private static List<string> ProcessesOf(AppHostProcess instance) =>
    [
        .. Process.GetProcesses()
            .Where(process => process.Id != Environment.ProcessId)
            .Where(process => Names(process.Id, "environ", instance.Data.FullName) || Names(process.Id, "cmdline", instance.Data.FullName))
            .Select(process => $"{process.Id} {process.ProcessName}"),
    ];

    private static bool Names(int pid, string file, string text)
    {
        try
        {
            return File.ReadAllText($"/proc/{pid}/{file}").Contains(text, StringComparison.Ordinal);
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}

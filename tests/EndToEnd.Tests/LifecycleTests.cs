using System.Diagnostics;
using PenguinMails.TestKit;
using PenguinMails.TestKit.Platform;

namespace PenguinMails.EndToEnd.Tests;

/// <summary>Instances side by side, and nothing left behind, however one ends.</summary>
[DependsOnFixture(typeof(CanaryTests), AllowFailure = true)]
[Category("System")]
public sealed class LifecycleTests
{
    private static readonly string[] Places = ["environ", "cmdline", "mountinfo"];

    // Postfix's own process is "master".
    private static readonly string[] TargetServers = ["sshd", "dovecot", "master", "opendkim", "knotd"];

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

        // Nothing waits for mail and DNS servers.
        await Eventually.Async(
            () => TargetServers.All(program => ProcessesOf(second).Exists(process => process.Contains($" {program}", StringComparison.Ordinal)))
                ? true
                : throw new InvalidOperationException("There: " + string.Join(", ", ProcessesOf(second))),
            what: "The servers of the tenants and of their zones");
        second.Kill();

        await Eventually.Async(
            () => ProcessesOf(second).Count == 0
                ? true
                : throw new InvalidOperationException("Still there: " + string.Join(", ", ProcessesOf(second))),
            what: "The end of every process of the killed instance");
    }

    /// <summary>
    /// Processes whose environment, command line or file system names the instance's state folder. The servers of tenants know nothing
    /// else of it than what is mounted.
    /// </summary>
    private static List<string> ProcessesOf(AppHostProcess instance) =>
    [
        .. Process.GetProcesses()
            .Where(process => process.Id != Environment.ProcessId)
            .Where(process => Places.Any(place => Names(process.Id, place, instance.Data.Name)))
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

using System.Diagnostics;
using System.Globalization;
using PenguinMails.AppHost.Supervision;

namespace PenguinMails.Hosting.Tests.Supervision;

/// <summary>What Aspire's own model lacks: restarts after a crash, and states of resources that no process stands for.</summary>
[Category("Component")]
public sealed class CrashRestartTests
{
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(3);
    private DistributedApplication _app = null!;

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        var builder = SampleHost.CreateBuilder();
        var server = builder.AddExecutable("server", "/bin/sleep", ".", "600").WithRestartOnCrash();
        var database = builder.AddResource(new Database("database", server.Resource));
        builder.AddExecutable("client", "/bin/sleep", ".", "600").WaitFor(database);
        _app = builder.Build();
        using var limit = new CancellationTokenSource(Deadline);
        await _app.StartAsync(limit.Token);
    }

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    [Test]
    public Task WaitFor_ResourceOfARunningServer_Starts() => StateAsync("client", KnownResourceStates.Running);

    [Test]
    public async Task Crash_OfProcess_IsStartedAgain()
    {
        var before = ProcessOf(await StateAsync("server", KnownResourceStates.Running));
        using (var process = Process.GetProcessById(before))
        {
            process.Kill();
        }

        await SeenAsync("server", seen => seen.Snapshot.State?.Text.StartsWith("Crashed", StringComparison.Ordinal) == true);
        await SeenAsync("server", seen => seen.Snapshot.State == KnownResourceStates.Running && ProcessOf(seen) != before);
    }

    /// <summary>A busy machine reports an end twice: that the process has ended, and with which exit code.</summary>
    [Test]
    public async Task Crash_WhoseEndIsReportedOnceMore_IsStartedAgain()
    {
        var before = ProcessOf(await StateAsync("server", KnownResourceStates.Running));
        using (var process = Process.GetProcessById(before))
        {
            process.Kill();
        }

        var crashed = await SeenAsync("server", seen => seen.Snapshot.State?.Text.StartsWith("Crashed", StringComparison.Ordinal) == true);
        await _app.ResourceNotifications.PublishUpdateAsync(crashed.Resource, crashed.ResourceId, snapshot => snapshot with { State = KnownResourceStates.Finished });

        await SeenAsync("server", seen => seen.Snapshot.State == KnownResourceStates.Running && ProcessOf(seen) != before);
    }

    private static int ProcessOf(ResourceEvent seen) => Convert.ToInt32(
        seen.Snapshot.Properties.Single(property => property.Name == "executable.pid").Value, CultureInfo.InvariantCulture);

    private Task<ResourceEvent> StateAsync(string name, string state) => SeenAsync(name, seen => seen.Snapshot.State?.Text == state);

    private Task<ResourceEvent> SeenAsync(string name, Func<ResourceEvent, bool> condition) =>
        _app.ResourceNotifications.WaitForResourceAsync(name, condition).WaitAsync(Deadline);

    private sealed class Database(string name, ExecutableResource parent) : Resource(name), IResourceWithParent<ExecutableResource>
    {
        public ExecutableResource Parent { get; } = parent;
    }
}

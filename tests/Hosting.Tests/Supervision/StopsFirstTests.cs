using PenguinMails.AppHost.Supervision;

namespace PenguinMails.Hosting.Tests.Supervision;

[Category("Component")]
public sealed class StopsFirstTests
{
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(3);

    // The client needs half a second to end, and then looks for the server.
    private const string Client = """
        trap 'sleep 0.5; kill -0 "$(cat server.pid)" && touch server-outlived-client; exit' TERM
        touch client-runs
        while true; do sleep 0.05; done
        """;

    private DirectoryInfo _folder = null!;

    [SetUp]
    public void MakeFolder() => _folder = Directory.CreateTempSubdirectory("hosting-test-");

    [TearDown]
    public void RemoveFolder() => _folder.Delete(recursive: true);

    [Test]
    public async Task Stop_Application_EndsMarkedProcessesWhileTheOthersRun()
    {
        var builder = SampleHost.CreateBuilder();
        builder.AddExecutable("server", "/bin/sh", _folder.FullName, "-c", "echo $$ >server.pid; exec sleep 600");
        builder.AddExecutable("client", "/bin/sh", _folder.FullName, "-c", Client).StopsFirst();
        await using var app = builder.Build();
        await app.StartAsync().WaitAsync(Deadline);
        await app.ResourceNotifications.WaitForResourceAsync("client", KnownResourceStates.Running).WaitAsync(Deadline);
        await TestKit.Eventually.Async(() => Exists("server.pid") && Exists("client-runs"), Deadline, "The start of both programs");

        await app.StopAsync().WaitAsync(Deadline);
        Assert.That(Exists("server-outlived-client"));
    }

    private bool Exists(string file) => File.Exists(Path.Combine(_folder.FullName, file));
}

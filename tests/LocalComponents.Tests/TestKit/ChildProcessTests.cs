using NUnit.Framework;
using PenguinMails.TestKit;

namespace PenguinMails.LocalComponents.Tests.TestKit;

[Category("Process")]
public sealed class ChildProcessTests
{
    [Test]
    public async Task Component_WhoseStarterIsKilled_LeavesNothingBehind()
    {
        var component = new PostgresComponent(TestFolder.Create("postgres"), ReservedPort.Take()) { IsDurable = false };
        component.Prepare();
        await using var process = await ChildProcess.StartAsync(component.Command, "postgres");
        await process.WaitForLineAsync("ready to accept connections");
        Assert.That(ProcessesOf(component), Is.Not.Empty);

        using var starter = System.Diagnostics.Process.GetProcessById(process.Id);
        starter.Kill(); // SIGKILL, for this one alone

        await Eventually.Async(() => ProcessesOf(component).Count == 0, what: "No process left");
    }

    [Test]
    public async Task Stop_ComponentInItsNamespaces_IsOrderly()
    {
        var component = new PostgresComponent(TestFolder.Create("postgres"), ReservedPort.Take());
        component.Prepare();
        await using var process = await ChildProcess.StartAsync(component.Command, "postgres");
        await process.WaitForLineAsync("ready to accept connections");

        await process.StopAsync();

        Assert.That(process.Log, Does.Contain("database system is shut down"));
        await Eventually.Async(() => ProcessesOf(component).Count == 0, what: "No process left");
    }

    // The environment names the state folder, in the scripts and in the server itself.
    private static List<string> ProcessesOf(PostgresComponent component) =>
        Directory.EnumerateDirectories("/proc")
            .Where(folder => char.IsAsciiDigit(Path.GetFileName(folder)[0]) && Environ(folder).Contains(component.Folder, StringComparison.Ordinal))
            .ToList();

    private static string Environ(string folder)
    {
        try
        {
            return File.ReadAllText(Path.Combine(folder, "environ"));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return ""; // it has just ended
        }
    }
}

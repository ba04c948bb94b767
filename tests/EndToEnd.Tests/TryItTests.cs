using System.Diagnostics;
using PenguinMails.LocalComponents;
using PenguinMails.TestKit;
using PenguinMails.TestKit.Platform;

namespace PenguinMails.EndToEnd.Tests;

/// <summary>The walk that a development instance prints, pasted as people paste it: line by line into a shell that runs each as it comes, and once more.</summary>
[Category("System")]
public sealed class TryItTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(4);

    [OneTimeSetUp]
    public Task EnsureCurlAsync() => Prerequisite.EnsureAsync(
        [new DebianPackage("curl", "the walk that a development instance prints", "/usr/bin", "curl")], TestContext.Progress.WriteLine);

    [Test]
    public async Task PrintedWalk_PastedTwice_GoesThroughBothTimes()
    {
        var walk = await WalkAsync();
        Assert.That(walk[0], Does.StartWith(". tools/try-it.sh "));
        var folder = Directory.CreateTempSubdirectory("penguin-try-it-");
        try
        {
            Directory.CreateSymbolicLink(Path.Combine(folder.FullName, "tools"), Path.Combine(AppHostProcess.RepositoryRoot, "tools"));
            await Eventually.Async(
                async () => (string?)(await RunningSystem.UserOf(DevelopmentUser.AcmeOwner).GetAsync("/api/v1/tenant/infrastructure/ssh-credentials"))["status"] == "active",
                what: "an active key");
            // As it is before anybody has downloaded it.
            await RunningSystem.UserOf(DevelopmentUser.AcmeOwner).RunOperationAsync("/api/v1/tenant/infrastructure/ssh-credentials/rotate", new { reason = "a new key" });

            var (said, left) = await PasteAsync([.. walk, "echo between", .. walk, "echo after"], folder.FullName);

            var turns = said.Split("between\n");
            Assert.That(turns, Has.Length.EqualTo(2), said);
            Assert.That(turns[1], Does.EndWith("after\n"), "nothing ate the last lines");
            foreach (var turn in turns)
            {
                Assert.That(turn, Does.Contain("signed in as owner@acme.example").And.Contain("stepped up").And.Contain("\"status\":\"active\""));
                Assert.That(turn.Split("the private key is in tenant-ssh-key.pem"), Has.Length.EqualTo(3), turn);
                Assert.That(turn, Does.Contain("rotate: succeeded").And.Contain("revoke: succeeded").And.Contain("the revoked key is refused").And.Contain("regenerate: succeeded"));
                Assert.That(turn.Split('\n').Count(line => line.StartsWith("acme", StringComparison.Ordinal)), Is.EqualTo(2), "the server's name, after each login\n" + turn);
            }

            Assert.That(left, Is.EquivalentTo(["tenant-ssh-key.pem", "tenant-ssh-key.pem.known_hosts", "tools"]));
            Assert.That(File.GetUnixFileMode(Path.Combine(folder.FullName, "tenant-ssh-key.pem")), Is.EqualTo(UnixFileMode.UserRead | UnixFileMode.UserWrite));
        }
        finally
        {
            folder.Delete(recursive: true);
            await RunningSystem.SkipCodesAsync(DevelopmentUser.AcmeOwner);
        }
    }

    [Test]
    public async Task Download_Refused_LeavesTheFileAsItIs()
    {
        var folder = Directory.CreateTempSubdirectory("penguin-try-it-");
        try
        {
            Directory.CreateSymbolicLink(Path.Combine(folder.FullName, "tools"), Path.Combine(AppHostProcess.RepositoryRoot, "tools"));
            await File.WriteAllTextAsync(Path.Combine(folder.FullName, "key.pem"), "the only copy");

            var (said, left) = await PasteAsync([(await WalkAsync())[0], "token=none", "download key.pem", "echo after"], folder.FullName);

            Assert.That(said, Does.Contain("\"code\":\"unauthenticated\"").And.EndsWith("after\n"));
            Assert.That(left, Is.EquivalentTo(["key.pem", "tools"]));
            Assert.That(await File.ReadAllTextAsync(Path.Combine(folder.FullName, "key.pem")), Is.EqualTo("the only copy"));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    // It is printed when everything is healthy, which may be after the gateway says so.
    private static async Task<string[]> WalkAsync()
    {
        await Eventually.Async(
            () => Task.FromResult(RunningSystem.AppHost.Output.Contains("Ctrl-C stops everything.", StringComparison.Ordinal)), TimeSpan.FromMinutes(4), "the block that is printed at start");
        return
        [
            .. RunningSystem.AppHost.Output.Split('\n').SkipWhile(line => !line.Contains("Try it:", StringComparison.Ordinal)).Skip(1)
                .TakeWhile(line => line.Trim().Length > 0).Select(line => line.Trim()),
        ];
    }

    private static async Task<(string Said, IEnumerable<string?> Left)> PasteAsync(string[] lines, string folder)
    {
        // Whatever reads the terminal takes the lines that follow.
        using var bash = Process.Start(new ProcessStartInfo("bash", ["--norc", "-s"])
        {
            UseShellExecute = false,
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var (output, errors) = (bash.StandardOutput.ReadToEndAsync(), bash.StandardError.ReadToEndAsync());
        await bash.StandardInput.WriteAsync(string.Join('\n', lines) + "\n");
        bash.StandardInput.Close();
        using var deadline = new CancellationTokenSource(Patience);
        try
        {
            await bash.WaitForExitAsync(deadline.Token);
        }
        catch (OperationCanceledException)
        {
            bash.Kill(entireProcessTree: true);
        }

        var said = await output;
        TestContext.Out.WriteLine($"{said}\n{await errors}");
        return (said, new DirectoryInfo(folder).EnumerateFileSystemInfos().Select(file => file.Name));
    }
}

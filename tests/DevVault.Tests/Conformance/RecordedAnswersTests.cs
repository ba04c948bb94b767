using System.Diagnostics;
using PenguinMails.DevVault.Tests.Fixtures;
using PenguinMails.LocalComponents;
using PenguinMails.TestKit;

namespace PenguinMails.DevVault.Tests.Conformance;

/// <summary>
/// Plays the requests whose answers by a real Vault 2.0.3 were recorded. They lie beside the repository, in shared/vault-conformance;
/// where they are missing this says so, and the tests of this project, which pin the same behaviour, still stand.
/// </summary>
[Category("Process")]
internal sealed class RecordedAnswersTests
{
    private static readonly string Folder = Path.GetFullPath(Path.Combine(RepositoryFolder.Find(), "..", "shared", "vault-conformance"));

    [Test]
    public async Task Answers_ToRecordedRequests_DoNotDiffer()
    {
        if (!File.Exists(Path.Combine(Folder, "conformance.py")))
        {
            Assert.Pass($"No recorded answers: {Folder} is not there. Only the tests of this project were run.");
        }

        await using var open = await RunningVault.StartOpenAsync();
        await using var fresh = await RunningVault.StartAsync();
        var log = Path.Combine(TestFolder.Create("conformance"), "audit.log");
        (await open.Client.WriteAsync("sys/audit/file", new { type = "file", options = new { file_path = log } })).Ok();

        var (exitCode, output) = await PlayAsync(open, fresh, log);

        Assert.That(exitCode, Is.Zero, output);
        Assert.That(output, Does.Contain(" 0 DIFFERENT"));
    }

    private static async Task<(int ExitCode, string Output)> PlayAsync(RunningVault open, RunningVault fresh, string log)
    {
        var start = new ProcessStartInfo(
            "python3",
            [
                "conformance.py", "--golden", "golden-2.0.3.json", "--base", open.Address.ToString(), "--token", open.Client.Token, "--fresh", fresh.Address.ToString(), "--audit-log", log,
            ])
        {
            UseShellExecute = false,
            WorkingDirectory = Folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["PYTHONDONTWRITEBYTECODE"] = "1" },
        };
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        TestContext.Progress.WriteLine(output.TrimEnd().Split('\n')[^1]);
        return (process.ExitCode, output + await errors);
    }
}

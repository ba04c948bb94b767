namespace PenguinMails.OpenApi.Tests;

/// <summary>Programs against the generated client, compiled as strictly as TypeScript can.</summary>
[Category("Snapshot")]
[Category("Process")]
public sealed class ClientTests
{
    private static readonly string Client = Repository.PathOf("clients", "typescript");

    [OneTimeSetUp]
    public Task InstallAsync() => NodeTool.InstallAsync(Client);

    [Test]
    public async Task Program_ThatFollowsTheContract_Compiles()
    {
        var (exitCode, output) = await CompileAsync("tsconfig.json");

        Assert.That(exitCode, Is.Zero, output);
    }

    [Test]
    public async Task Program_ThatBreaksTheContract_FailsAtEachMistake()
    {
        var (exitCode, output) = await CompileAsync("tsconfig.mistakes.json");

        var source = await File.ReadAllLinesAsync(Path.Combine(Client, "check", "mistakes.ts"));
        var mistakes = source.Index().Where(line => line.Item.Contains("// mistake:", StringComparison.Ordinal)).Select(line => line.Index + 2).ToList();
        using (Assert.EnterMultipleScope())
        {
            Assert.That(exitCode, Is.Not.Zero);
            Assert.That(mistakes, Has.Count.GreaterThan(5));
            foreach (var line in mistakes)
            {
                Assert.That(output, Does.Contain($"mistakes.ts({line},"), $"line {line}: {source[line - 1].Trim()}");
            }

            Assert.That(output.Split("error TS"), Has.Length.EqualTo(mistakes.Count + 1), output);
        }
    }

    private static Task<(int ExitCode, string Output)> CompileAsync(string project) =>
        NodeTool.RunAsync(Client, NodeTool.Command(Client, "tsc"), "--project", project, "--pretty", "false");
}

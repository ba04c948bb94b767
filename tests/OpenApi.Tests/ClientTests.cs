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

    [Test]
    public async Task Answer_ThatIsNotTheApis_Throws()
    {
        var compiled = Path.Combine(Client, "node_modules", ".check");
        Directory.CreateDirectory(compiled);
        await File.WriteAllTextAsync(Path.Combine(compiled, "package.json"), """{ "type": "commonjs" }""");
        var (exitCode, output) = await NodeTool.RunAsync(
            Client,
            NodeTool.Command(Client, "tsc"),
            "src/index.ts", "--outDir", compiled, "--target", "ES2022", "--module", "commonjs", "--moduleResolution", "node10", "--strict", "--pretty", "false");
        Assert.That(exitCode, Is.Zero, output);

        (exitCode, output) = await NodeTool.RunAsync(Client, "node", Path.Combine("check", "foreign-answers.mjs"));

        Assert.That(exitCode, Is.Zero, output);
        Assert.That(output.Split('\n', StringSplitOptions.RemoveEmptyEntries), Is.EqualTo(
        [
            "503 throws HTTP 503 without a problem: it was not the API that answered. Try again.",
            "401 throws HTTP 401 without a problem: it was not the API that answered. Try again.",
            "502 throws HTTP 502 without a problem: it was not the API that answered. Try again.",
            """404 null {"code":"not_found"}""",
            """401 null {"error":"invalid_client"}""",
            "200 [] null",
        ]));
    }

    private static Task<(int ExitCode, string Output)> CompileAsync(string project) =>
        NodeTool.RunAsync(Client, NodeTool.Command(Client, "tsc"), "--project", project, "--pretty", "false");
}

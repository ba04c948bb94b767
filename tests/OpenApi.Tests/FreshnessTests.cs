namespace PenguinMails.OpenApi.Tests;

/// <summary>The committed document and client are what the code says now. Renewed together: the client comes from the document.</summary>
[Category("Snapshot")]
[Category("Process")]
public sealed class FreshnessTests
{
    private static readonly string Client = Repository.PathOf("clients", "typescript");
    private static readonly string DocumentFile = Repository.PathOf("docs", "api", "openapi.json");

    // Every test needs the document that the code says now; it is written once, whichever test comes first.
    private static readonly Lazy<Task<string>> Document = new(CurrentDocumentAsync);

    [Test]
    public async Task Document_InTheRepository_IsWhatTheCodeSays()
    {
        var current = await Document.Value;

        Assert.That(await File.ReadAllTextAsync(DocumentFile), Is.EqualTo(current), "docs/api/openapi.json is stale; CONTRIBUTING.md says how to renew it");
    }

    [Test]
    public async Task Client_InTheRepository_IsGeneratedFromTheDocument()
    {
        await Document.Value;
        await NodeTool.InstallAsync(Client);
        var committed = Path.Combine(Client, "src", "schema.ts");
        var generated = Repository.UpdatesSnapshots ? committed : Path.Combine(TestContext.CurrentContext.WorkDirectory, $"schema-{Guid.CreateVersion7():N}.ts");

        var (exitCode, output) = await NodeTool.RunAsync(Client, NodeTool.Command(Client, "openapi-typescript"), DocumentFile, "--output", generated);

        Assert.That(exitCode, Is.Zero, output);
        Assert.That(
            await File.ReadAllTextAsync(committed), Is.EqualTo(await File.ReadAllTextAsync(generated)),
            "clients/typescript/src/schema.ts is stale; CONTRIBUTING.md says how to renew it");
    }

    [Test]
    public async Task Document_Linted_HasNoFindings()
    {
        await Document.Value;
        var tool = Repository.PathOf("tools", "api-lint");
        await NodeTool.InstallAsync(tool);

        var (exitCode, output) = await NodeTool.RunAsync(tool, NodeTool.Command(tool, "redocly"), "lint", "--config", "redocly.yaml", DocumentFile);

        Assert.That(exitCode, Is.Zero, output);
    }

    private static async Task<string> CurrentDocumentAsync()
    {
        var current = await PublishedApi.TextAsync();
        if (Repository.UpdatesSnapshots)
        {
            await File.WriteAllTextAsync(DocumentFile, current);
        }

        return current;
    }
}

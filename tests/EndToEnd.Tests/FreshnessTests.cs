using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using PenguinMails.TestKit.Platform;

namespace PenguinMails.EndToEnd.Tests;

/// <summary>Generated files in the repository are what the code generates now.</summary>
[Category("Snapshot")]
[Category("System")]
public sealed class FreshnessTests
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    [Test]
    public async Task OpenApi_InTheRepository_IsWhatTheGatewayServes()
    {
        var served = JsonNode.Parse(await RunningSystem.OpenApiAsync())!.ToJsonString(Indented) + "\n";
        await CompareAsync(Path.Combine("docs", "api", "openapi.json"), served);
    }

    [Test]
    public async Task Manifest_InTheRepository_IsWhatTheAppHostWrites()
    {
        // Beside the committed one: paths in a manifest are relative to where it lies.
        var file = Path.Combine(AppHostProcess.RepositoryRoot, $"aspire-manifest.{Guid.CreateVersion7():N}.json");
        try
        {
            var (exitCode, output) = await AppHostProcess.RunAsync(TimeSpan.FromMinutes(3), "--publisher", "manifest", "--output-path", file);
            Assert.That(exitCode, Is.Zero, output);
            await CompareAsync("aspire-manifest.json", await File.ReadAllTextAsync(file));
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static async Task CompareAsync(string path, string current)
    {
        var file = Path.Combine(AppHostProcess.RepositoryRoot, path);
        if (Environment.GetEnvironmentVariable("UPDATE_SNAPSHOTS") == "1")
        {
            await File.WriteAllTextAsync(file, current);
        }

        var committed = JsonNode.Parse(await File.ReadAllTextAsync(file));
        Assert.That(
            JsonNode.DeepEquals(committed, JsonNode.Parse(current)), Is.True, $"{path} is stale; CONTRIBUTING.md says how to renew it");
    }
}

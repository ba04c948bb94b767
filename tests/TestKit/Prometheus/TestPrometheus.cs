using System.Globalization;
using System.Text.Json.Nodes;
using PenguinMails.LocalComponents;

namespace PenguinMails.TestKit;

/// <summary>One process to scrape.</summary>
/// <param name="Job">The service.</param>
/// <param name="Address">Host and port.</param>
public sealed record ScrapeTarget(string Job, string Address);

/// <summary>Debian's Prometheus with the rules of this repository.</summary>
public sealed class TestPrometheus : IAsyncDisposable
{
    private readonly ChildProcess _process;
    private readonly HttpClient _api;

    private TestPrometheus(ChildProcess process, int port)
    {
        _process = process;
        _api = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}/api/v1/") };
    }

    /// <summary>Starts it, scraping every second.</summary>
    /// <param name="targets">What to scrape.</param>
    /// <param name="rules">Files of rules.</param>
    public static async Task<TestPrometheus> StartAsync(IEnumerable<ScrapeTarget> targets, params string[] rules)
    {
        await Prerequisite.EnsureAsync([DebianPackage.Prometheus], Console.Error.WriteLine);
        var folder = TestFolder.Create("prometheus");
        var jobs = targets.GroupBy(target => target.Job, StringComparer.Ordinal).Select(job =>
            $"  - {{ job_name: {job.Key}, static_configs: [{{ targets: [{string.Join(", ", job.Select(target => $"'{target.Address}'"))}] }}] }}");
        var config = Path.Combine(folder, "prometheus.yml");
        await File.WriteAllTextAsync(
            config,
            $"""
            global: {"{ scrape_interval: 1s, evaluation_interval: 1s }"}
            rule_files: [{string.Join(", ", rules)}]
            scrape_configs:
            {string.Join('\n', jobs)}

            """);
        var port = ReservedPort.Take();
        var command = new ComponentCommand(
            "/usr/bin/prometheus",
            [
                $"--config.file={config}", $"--storage.tsdb.path={Path.Combine(folder, "data")}",
                $"--web.listen-address=127.0.0.1:{port.ToString(CultureInfo.InvariantCulture)}",
            ],
            new Dictionary<string, string>(),
            folder);
        var server = new TestPrometheus(await ChildProcess.StartAsync(command, "prometheus"), port);
        await server._process.WaitForLineAsync("Server is ready to receive web requests");
        return server;
    }

    /// <summary>Runs promtool; returns its exit code and output.</summary>
    public static async Task<(int ExitCode, string Output)> ToolAsync(params string[] arguments)
    {
        await Prerequisite.EnsureAsync([DebianPackage.Prometheus], Console.Error.WriteLine);
        await using var tool = await ChildProcess.StartAsync(
            new ComponentCommand("/usr/bin/promtool", arguments, new Dictionary<string, string>(), RepositoryFolder.Find()), "promtool");
        await Eventually.Async(() => tool.HasExited, what: "promtool's end");
        return (tool.ExitCode, tool.Log);
    }

    /// <summary>The result of an instant query: one entry for each series.</summary>
    public async Task<JsonArray> QueryAsync(string expression) =>
        (await GetAsync($"query?query={Uri.EscapeDataString(expression)}"))["result"]!.AsArray();

    /// <summary>The targets, with <c>health</c> and <c>lastError</c>.</summary>
    public async Task<JsonArray> TargetsAsync() => (await GetAsync("targets"))["activeTargets"]!.AsArray();

    /// <summary>All alert rules as they were loaded and last evaluated, with <c>query</c>, <c>health</c> and <c>lastError</c>.</summary>
    public async Task<IReadOnlyList<JsonNode>> RulesAsync() =>
        [.. (await GetAsync("rules"))["groups"]!.AsArray().SelectMany(group => group!["rules"]!.AsArray()).Select(rule => rule!)];

    /// <summary>The names of all metrics.</summary>
    public async Task<IReadOnlySet<string>> MetricNamesAsync() =>
        (await GetAsync("label/__name__/values")).AsArray().Select(name => (string)name!).ToHashSet(StringComparer.Ordinal);

    public async ValueTask DisposeAsync()
    {
        _api.Dispose();
        await _process.DisposeAsync();
    }

    private async Task<JsonNode> GetAsync(string path)
    {
        using var response = await _api.GetAsync(path);
        var answer = JsonNode.Parse(await response.Content.ReadAsStringAsync())!;
        return (string?)answer["status"] == "success" ? answer["data"]! : throw new InvalidOperationException($"{path}: {answer["error"]}");
    }
}

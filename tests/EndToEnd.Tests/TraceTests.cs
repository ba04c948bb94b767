using System.Text.Json.Nodes;
using PenguinMails.EndToEnd.Tests.Metrics;
using PenguinMails.LocalComponents;
using PenguinMails.TestKit;

namespace PenguinMails.EndToEnd.Tests;

/// <summary>What spans say, as the dashboard has them.</summary>
[DependsOnFixture(typeof(EnrolmentTests), AllowFailure = true)]
[Category("System")]
public sealed class TraceTests
{
    private const string Ssh = "/api/v1/tenant/infrastructure/ssh-credentials";
    private const string Statement = "read and record ssh credentials";

    [Test]
    public async Task Read_OfCredentials_NamesRoutesStatusAndStatements()
    {
        var owner = RunningSystem.UserOf(DevelopmentUser.CumulusOwner);
        using var response = await owner.SendAsync(HttpMethod.Get, Ssh);
        var spans = await SpansOfAsync(response.Headers.GetValues("X-Trace-Id").Single(), IsWholeRead);

        // The root of a group of routes ends in a slash.
        var servers = spans.Where(span => span.Name.TrimEnd('/') == $"GET {Ssh}").ToList();
        Assert.That(servers, Has.Count.EqualTo(2), string.Join(", ", spans.Select(span => span.Name)));
        foreach (var server in servers)
        {
            Assert.That((server.Attribute("http.route")?.TrimEnd('/'), server.Attribute("http.response.status_code")), Is.EqualTo((Ssh, "200")));
        }

        Assert.That(spans.Select(span => span.Name), Has.Some.EqualTo(Statement));
        Assert.That(response.Headers.Contains("X-Http-Route"), Is.False);
    }

    [Test]
    public async Task Refusal_OfAPost_HasRouteAndStatus()
    {
        var owner = RunningSystem.UserOf(DevelopmentUser.CumulusOwner);
        using var response = await owner.SendAsync(HttpMethod.Post, Ssh + "/rotate", new { });
        var spans = await SpansOfAsync(response.Headers.GetValues("X-Trace-Id").Single(), names => names.Contains($"POST {Ssh}/rotate"));
        Assert.That(
            spans.Where(span => span.Name == $"POST {Ssh}/rotate").Select(span => span.Attribute("http.response.status_code")), Has.All.EqualTo("403"));
    }

    [Test]
    public async Task HealthPolls_AndScrapes_AreInNoTrace()
    {
        for (var poll = 0; poll < 5; poll++)
        {
            using var health = await RunningSystem.Gateway.GetAsync("/health");
        }

        using (var scraper = new HttpClient())
        {
            foreach (var target in MetricsTargets.Of(RunningSystem.AppHost.Data))
            {
                await scraper.GetStringAsync($"http://{target.Address}/metrics");
            }
        }

        // Behind this request all spans of those before have been exported.
        var owner = RunningSystem.UserOf(DevelopmentUser.CumulusOwner);
        using var response = await owner.SendAsync(HttpMethod.Post, Ssh + "/rotate", new { });
        await SpansOfAsync(response.Headers.GetValues("X-Trace-Id").Single(), names => names.Count > 1);

        var all = Span.AllOf(JsonNode.Parse(await RunningSystem.AppHost.TelemetryAsync("traces?limit=1000"))!);
        Assert.That(all, Has.Count.GreaterThan(100));
        Assert.That(
            all.Select(span => $"{span.Name} {span.Attribute("url.path")} {span.Attribute("url.full")}")
                .Where(text => text.Replace("/vault/health", "", StringComparison.Ordinal).Contains("/health", StringComparison.Ordinal)
                    || text.Contains("/alive", StringComparison.Ordinal)
                    || text.Contains("/metrics", StringComparison.Ordinal) || text.Contains("revoked-sessions", StringComparison.Ordinal)),
            Is.Empty);
        Assert.That(all.Select(span => span.Name), Has.None.Contains("{**"));
    }

    // Each process exports its spans at its own time.
    private static bool IsWholeRead(IReadOnlyList<string> names) =>
        names.Count(name => name.TrimEnd('/') == $"GET {Ssh}") == 2 && names.Contains(Statement, StringComparer.Ordinal);

    private static async Task<IReadOnlyList<Span>> SpansOfAsync(string traceId, Func<IReadOnlyList<string>, bool> isComplete)
    {
        IReadOnlyList<Span> spans = [];
        await Eventually.Async(
            async () =>
            {
                spans = Span.AllOf(JsonNode.Parse(await RunningSystem.AppHost.TelemetryAsync("traces/" + traceId))!);
                return isComplete([.. spans.Select(span => span.Name)])
                    ? true
                    : throw new InvalidOperationException($"So far: {string.Join(", ", spans.Select(span => span.Name))}");
            },
            what: "The trace");
        return spans;
    }

    /// <summary>A span in OTLP's JSON, wherever it is nested.</summary>
    private sealed record Span(string Name, JsonObject Json)
    {
        public static IReadOnlyList<Span> AllOf(JsonNode? node) => node switch
        {
            JsonObject span when span.ContainsKey("spanId") && span["name"] is JsonValue name => [new Span((string)name!, span)],
            JsonObject parent => [.. parent.SelectMany(member => AllOf(member.Value))],
            JsonArray items => [.. items.SelectMany(AllOf)],
            _ => [],
        };

        public string? Attribute(string key) => Json["attributes"]?.AsArray()
            .Where(attribute => (string?)attribute!["key"] == key)
            .Select(attribute => attribute!["value"]!.AsObject().Select(value => value.Value?.ToString()).FirstOrDefault())
            .FirstOrDefault();
    }
}

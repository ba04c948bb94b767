using System.Net;
using System.Text.RegularExpressions;
using PenguinMails.EndToEnd.Tests.Metrics;
using PenguinMails.LocalComponents;
using PenguinMails.TestKit;

namespace PenguinMails.EndToEnd.Tests;

/// <summary>A real Prometheus scrapes every process of the running system and evaluates every rule on what it gets.</summary>
[DependsOnFixture(typeof(EnrolmentTests), AllowFailure = true)]
[Category("System")]
public sealed partial class ScrapeTests
{
    private const string Ssh = "/api/v1/tenant/infrastructure/ssh-credentials";

    // What operating.md asks for and the rules do not name.
    private static readonly string[] AlsoWanted =
    [
        "penguinmails_operation_step_duration_seconds_bucket", "penguinmails_outbox_messages", "penguinmails_reveals_total",
        "penguinmails_vault_request_duration_seconds_bucket", "penguinmails_operations_active", "penguinmails_ssh_handshake_duration_seconds_bucket",
        "penguinmails_rotation_tick_duration_seconds_bucket", "db_client_operation_duration_seconds_bucket",
        "http_client_request_duration_seconds_bucket", "dotnet_process_cpu_time_seconds_total",
    ];

    [Test]
    public async Task Prometheus_OnTheRunningSystem_HasEveryMetricOfTheRules()
    {
        await DriveAsync();
        var targets = MetricsTargets.Of(RunningSystem.AppHost.Data);
        Assert.That(targets.Select(target => target.Job).Distinct(), Is.EquivalentTo(
            ["gateway", "identity", "key-issuance", "rotation", "audit", "admin-query", "vault-operations", "portal"]));
        await using var prometheus = await TestPrometheus.StartAsync(targets, RuleTests.Rules);

        var rules = await prometheus.RulesAsync();
        var wanted = rules.SelectMany(rule => MetricNames().Matches((string)rule["query"]!).Select(metric => metric.Value))
            .Concat(AlsoWanted).ToHashSet(StringComparer.Ordinal);
        Assert.That(wanted, Has.Count.GreaterThan(20));
        var missing = await Eventually.GetAsync(
            async () => wanted.Except(await prometheus.MetricNamesAsync()).ToList(), names => names.Count == 0, what: "Metrics of all rules");
        Assert.That(missing, Is.Empty);

        // A target is not up before its first scrape, nor after one that a busy machine made late.
        var health = await Eventually.GetAsync(
            async () => (await prometheus.TargetsAsync()).Select(target => $"{target!["health"]} {target["lastError"]}").ToList(),
            all => all.TrueForAll(target => target == "up "));
        Assert.That(health, Has.Count.EqualTo(targets.Count).And.All.EqualTo("up "));
        await EveryRuleIsEvaluatedAsync(prometheus);
        await NothingIsBlindAsync(prometheus);
    }

    [Test]
    public async Task PublicPort_OfTheGateway_HasNoMetrics()
    {
        using var response = await RunningSystem.Gateway.GetAsync("/metrics");
        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.NotFound));
    }

    /// <summary>Whatever counts something has to happen once before it is a series.</summary>
    private static async Task DriveAsync()
    {
        var owner = RunningSystem.UserOf(DevelopmentUser.CumulusOwner);
        await Eventually.Async(async () => (string?)(await owner.GetAsync(Ssh))["status"] == "active", what: "an active key");
        await owner.RunOperationAsync(Ssh + "/rotate", new { reason = "metrics" });
        using var download = await owner.SendAsync(HttpMethod.Post, Ssh + "/download", new { }, stepUp: true);
        Assert.That(download.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        await download.Content.ReadAsByteArrayAsync();
    }

    private static async Task EveryRuleIsEvaluatedAsync(TestPrometheus prometheus)
    {
        var rules = await Eventually.GetAsync(
            prometheus.RulesAsync, all => all.All(rule => (string?)rule["health"] == "ok"));
        Assert.That(rules.Select(rule => $"{rule["name"]} {rule["health"]} {rule["lastError"]}".Trim()), Has.All.EndsWith(" ok"));
        foreach (var rule in rules)
        {
            Assert.That(async () => await prometheus.QueryAsync((string)rule["query"]!), Throws.Nothing);
        }

        var states = await Eventually.GetAsync(
            async () => (await prometheus.RulesAsync())
                .Where(rule => (string?)rule["name"] is "OutboxStuck" or "LedgerBroken" or "VaultSealed" or "VaultUnreachable" or "MetricsSilent")
                .Select(rule => $"{rule["name"]} {rule["state"]}").ToList(),
            all => all.TrueForAll(rule => rule.EndsWith(" inactive", StringComparison.Ordinal)));
        Assert.That(states, Has.Count.EqualTo(5).And.All.EndsWith(" inactive"));
    }

    private static async Task NothingIsBlindAsync(TestPrometheus prometheus)
    {
        // Both gauges of a key-issuance instance, from its own sample; and durations that are not all in one bucket.
        await HasSeriesAsync(prometheus, "sum(penguinmails_servers{circuit=\"closed\"}) > 0");
        await HasSeriesAsync(prometheus, "count(penguinmails_campaigns) by (state)", count: 6);
        await HasSeriesAsync(
            prometheus,
            "sum by (le) (penguinmails_operation_step_duration_seconds_bucket{le=\"0.1\"}) < ignoring(le) sum(penguinmails_operation_step_duration_seconds_count)");
        await HasSeriesAsync(prometheus, "http_server_request_duration_seconds_count{job=\"gateway\", http_route!=\"\", http_response_status_code=\"200\"}");
        Assert.That(await prometheus.QueryAsync("{__name__=~\"penguinmails_.*_seconds_bucket\", le=\"10000.0\"}"), Is.Empty, "default buckets");
        Assert.That(await prometheus.QueryAsync("{__name__=~\"penguinmails_.*_ratio|penguinmails_.*_seconds_seconds.*\"}"), Is.Empty, "doubled or mistaken units");
    }

    /// <summary>A gauge is sampled now and then, and a late scrape takes its series away until the next.</summary>
    private static async Task HasSeriesAsync(TestPrometheus prometheus, string expression, int? count = null)
    {
        var series = await Eventually.GetAsync(
            async () => (await prometheus.QueryAsync(expression)).Count, found => count is null ? found > 0 : found == count);
        Assert.That(series, count is { } exactly ? Is.EqualTo(exactly) : Is.Positive, expression);
    }

    // Names in an expression: what is no function, label, keyword or string.
    [GeneratedRegex(@"\b(penguinmails|http|up)\w*(?=[\s{\[)]|$)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex MetricNames();
}

using System.Globalization;
using System.Net;
using PenguinMails.Gateway.Tests.Fixtures;
using PenguinMails.LocalComponents;
using PenguinMails.ServiceDefaults;
using PenguinMails.TestKit;

namespace PenguinMails.Gateway.Tests;

/// <summary>The gateway's metrics are for Prometheus, and its API is for the world: each on its own port.</summary>
[Category("Component")]
public sealed class MetricsTests
{
    [Test]
    public async Task PublicPort_WithoutAMetricsPort_HasNoMetrics()
    {
        await using var gateway = await GatewayServer.StartAsync([]);
        using var client = gateway.SignedIn(Roles.Admin);
        foreach (var path in new[] { "/metrics", "/metrics/", "/METRICS" })
        {
            using var response = await client.GetAsync(path);
            Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.NotFound), path);
        }

        // Another spelling is a path like any other, for a service that is not there.
        using var doubled = await client.GetAsync(new Uri(client.BaseAddress!.GetLeftPart(UriPartial.Authority) + "//metrics"));
        Assert.That(doubled.IsSuccessStatusCode, Is.False);
        Assert.That(await doubled.Content.ReadAsStringAsync(), Does.Not.Contain("# TYPE"));
    }

    [Test]
    public async Task MetricsPort_AnswersMetricsAndNothingElse()
    {
        var port = ReservedPort.Take().ToString(CultureInfo.InvariantCulture);
        await using var gateway = await GatewayServer.StartAsync([], new Dictionary<string, string?> { ["Metrics:Port"] = port });
        using var client = gateway.Anonymous();
        using (var health = await client.GetAsync("/alive"))
        {
            Assert.That(health.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        }

        using var scraper = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}") };
        var metrics = await scraper.GetStringAsync("/metrics");
        Assert.That(metrics, Does.Contain("http_server_request_duration_seconds_count").And.Contain("dotnet_gc_collections_total"));
        foreach (var (asked, path) in new[] { (client, "/metrics"), (scraper, "/health"), (scraper, "/api/v1/auth/sign-in") })
        {
            using var response = await asked.GetAsync(path);
            Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.NotFound), path);
        }
    }

    [Test]
    public async Task Metrics_OfAnotherHostInTheProcess_AreNotItsOwn()
    {
        var port = ReservedPort.Take().ToString(CultureInfo.InvariantCulture);
        await using var gateway = await GatewayServer.StartAsync([], new Dictionary<string, string?> { ["Metrics:Port"] = port });
        await using var another = await GatewayServer.StartAsync([]);
        using var scraper = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}") };
        foreach (var (asked, path) in new[] { (another, "/alive"), (gateway, "/health") })
        {
            using var client = asked.Anonymous();
            using var answer = await client.GetAsync(path);
        }

        var metrics = await Eventually.GetAsync(() => scraper.GetStringAsync("/metrics"), IsCounted("/health"));
        Assert.That(IsCounted("/alive")(metrics), Is.False);

        static Func<string, bool> IsCounted(string route) => metrics => metrics.Split('\n').Any(line =>
            line.StartsWith("http_server_request_duration_seconds_count", StringComparison.Ordinal) && line.Contains($"\"{route}\"", StringComparison.Ordinal));
    }

    [Test]
    public async Task Route_ReportedByAService_DoesNotReachTheClient()
    {
        await using var service = await BackendServer.StartAsync("key-issuance");
        await using var identity = await BackendServer.StartAsync("identity");
        service.Answer = context =>
        {
            context.Response.Headers[HttpRoutes.Header] = "/api/v1/tenant/infrastructure/ssh-credentials";
            return Task.CompletedTask;
        };
        await using var gateway = await GatewayServer.StartAsync([service, identity]);
        using var client = gateway.SignedIn();
        using var response = await client.GetAsync("/api/v1/tenant/infrastructure/ssh-credentials");
        Assert.That(response.Headers.Contains(HttpRoutes.Header), Is.False);
    }
}

using System.Diagnostics;
using OpenTelemetry.Trace;
using PenguinMails.Gateway.Tests.Fixtures;
using PenguinMails.ServiceDefaults;

namespace PenguinMails.Gateway.Tests.Telemetry;

/// <summary>Which traces begin.</summary>
[Category("Pure")]
public sealed class RootSpanSamplerTests
{
    [TestCase(ActivityKind.Server, "POST", "/api/v1/auth/sign-in", ExpectedResult = SamplingDecision.RecordAndSample)]
    [TestCase(ActivityKind.Server, "GET", "/api/v1/admin/alerts", ExpectedResult = SamplingDecision.RecordAndSample)]
    [TestCase(ActivityKind.Server, "GET", "/health", ExpectedResult = SamplingDecision.Drop)]
    [TestCase(ActivityKind.Server, "GET", "/alive", ExpectedResult = SamplingDecision.Drop)]
    [TestCase(ActivityKind.Server, "GET", "/metrics", ExpectedResult = SamplingDecision.Drop)]
    [TestCase(ActivityKind.Server, "GET", "/internal/revoked-sessions", ExpectedResult = SamplingDecision.Drop)]
    [TestCase(ActivityKind.Client, "GET", "/v1/sys/health", ExpectedResult = SamplingDecision.Drop)]
    [TestCase(ActivityKind.Producer, "", "", ExpectedResult = SamplingDecision.Drop)]
    [TestCase(ActivityKind.Consumer, "", "", ExpectedResult = SamplingDecision.Drop)]
    [TestCase(ActivityKind.Internal, "", "", ExpectedResult = SamplingDecision.RecordAndSample)]
    public SamplingDecision Root_ByKindAndPath_IsDecided(ActivityKind kind, string method, string path) =>
        new RootSpanSampler(TimeProvider.System, readsPerSecond: 1).ShouldSample(Root(kind, method, path)).Decision;

    [Test]
    public void Reads_AboveTheLimit_AreDroppedAndWritesAreNot()
    {
        var time = new ManualTime();
        var sampler = new RootSpanSampler(time, readsPerSecond: 3);

        Assert.That(Sampled(sampler, "GET", 10), Is.EqualTo(3));
        Assert.That(Sampled(sampler, "POST", 10), Is.EqualTo(10));
        time.Advance(TimeSpan.FromSeconds(0.7));
        Assert.That(Sampled(sampler, "GET", 10), Is.EqualTo(2));
        time.Advance(TimeSpan.FromHours(1));
        Assert.That(Sampled(sampler, "GET", 10), Is.EqualTo(3), "the burst is bounded");
    }

    private static int Sampled(RootSpanSampler sampler, string method, int count) => Enumerable.Range(0, count).Count(
        _ => sampler.ShouldSample(Root(ActivityKind.Server, method, "/api/v1/x")).Decision == SamplingDecision.RecordAndSample);

    private static SamplingParameters Root(ActivityKind kind, string method, string path) => new(
        default, ActivityTraceId.CreateRandom(), "root", kind, [new("http.request.method", method), new("url.path", path)]);
}

using System.Diagnostics;
using OpenTelemetry.Trace;

namespace PenguinMails.ServiceDefaults;

/// <summary>Drops client spans without a parent: polling of the database and of Vault would bury the traces of real work.</summary>
internal sealed class RootSpanSampler : Sampler
{
    public override SamplingResult ShouldSample(in SamplingParameters samplingParameters) => new(
        samplingParameters.Kind == ActivityKind.Client || IsHealthPoll(samplingParameters.Tags)
            ? SamplingDecision.Drop
            : SamplingDecision.RecordAndSample);

    private static bool IsHealthPoll(IEnumerable<KeyValuePair<string, object?>>? tags) =>
        tags?.Any(tag => tag is { Key: "url.path", Value: "/health" or "/alive" or "/internal/revoked-sessions" }) == true;
}

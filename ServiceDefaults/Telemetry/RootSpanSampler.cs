using OpenTelemetry.Trace;

namespace PenguinMails.ServiceDefaults;

/// <summary>
/// Decides at the root of a trace. It drops client spans (polling of the database and of Vault), messages (those of a trace carry it),
/// health polls and scrapes, and limits the traces of requests that only read: their number is unbounded, and exporting their spans costs
/// more than answering.
/// </summary>
/// <param name="time">The clock of the limit.</param>
/// <param name="readsPerSecond">How many traces of reading requests begin per second; also the largest burst.</param>
internal sealed class RootSpanSampler(TimeProvider time, int readsPerSecond) : Sampler
{
    public const int DefaultReadsPerSecond = 10;

    private readonly Lock _lock = new();
    private double _tokens = readsPerSecond;
    private long _filledAt = time.GetTimestamp();

    public override SamplingResult ShouldSample(in SamplingParameters samplingParameters) =>
        new(IsSampled(samplingParameters) ? SamplingDecision.RecordAndSample : SamplingDecision.Drop);

    private bool IsSampled(in SamplingParameters parameters)
    {
        if (parameters.Kind is ActivityKind.Client or ActivityKind.Producer or ActivityKind.Consumer)
        {
            return false;
        }

        var isRead = false;
        foreach (var (name, value) in parameters.Tags ?? [])
        {
            switch (name, value)
            {
                case ("url.path", "/health" or "/alive" or "/metrics" or "/internal/revoked-sessions"):
                    return false;
                case ("http.request.method", "GET" or "HEAD"):
                    isRead = true;
                    break;
            }
        }

        return !isRead || TakeToken();
    }

    private bool TakeToken()
    {
        lock (_lock)
        {
            var now = time.GetTimestamp();
            _tokens = Math.Min(readsPerSecond, _tokens + (time.GetElapsedTime(_filledAt, now).TotalSeconds * readsPerSecond));
            _filledAt = now;
            if (_tokens < 1)
            {
                return false;
            }

            _tokens--;
            return true;
        }
    }
}

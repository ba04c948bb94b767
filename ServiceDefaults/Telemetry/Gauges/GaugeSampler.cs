using PenguinMails.Workers;

namespace PenguinMails.ServiceDefaults;

/// <summary>Samples all gauges of the service, one source after the other, however often they are scraped.</summary>
internal sealed class GaugeSampler(IEnumerable<GaugeSource> sources, TimeProvider time, ILogger<GaugeSampler> log) : BackgroundWorker(time, log)
{
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(15);

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(5);

    private readonly HashSet<GaugeSource> _failing = [];

    protected override async Task<NextRun> RunOnceAsync(CancellationToken stoppingToken)
    {
        foreach (var source in sources)
        {
            await SampleAsync(source, stoppingToken);
        }

        return NextRun.After(Interval);
    }

    private async Task SampleAsync(GaugeSource source, CancellationToken stoppingToken)
    {
        using var limit = new CancellationTokenSource(Limit, Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, stoppingToken);
        try
        {
            await source.SampleAsync(either.Token);
            _failing.Remove(source);
        }
        catch (Exception failure) when (!stoppingToken.IsCancellationRequested)
        {
            source.Clear();
            if (_failing.Add(source))
            {
                Log.SamplingFailed(Logger, source.GetType().Name, failure.Message);
            }
        }
    }
}

using System.Diagnostics.Metrics;

namespace PenguinMails.ServiceDefaults;

/// <summary>
/// Gauges whose values need a query. The service's <see cref="GaugeSampler"/> takes one sample per interval; a scrape reads the last
/// one. When sampling fails, the gauges have no value, so no rule judges an old one.
/// </summary>
public abstract class GaugeSource(IMeterFactory meters, string meterName)
{
    private readonly Meter _meter = meters.Create(meterName);
    private readonly List<SampledGauge> _gauges = [];

    /// <summary>Reads the present values and sets every gauge of this source.</summary>
    public abstract Task SampleAsync(CancellationToken cancellationToken);

    /// <summary>Removes all values.</summary>
    public void Clear() => _gauges.ForEach(gauge => gauge.Set([]));

    /// <param name="name">The instrument's name by OpenTelemetry's conventions.</param>
    /// <param name="unit"><c>s</c>, or what is counted in braces.</param>
    /// <param name="description">What the value means.</param>
    protected SampledGauge Gauge(string name, string unit, string description)
    {
        var gauge = new SampledGauge();
        _meter.CreateObservableGauge(name, () => gauge.Values, unit, description);
        _gauges.Add(gauge);
        return gauge;
    }
}

/// <summary>The last sample of one gauge.</summary>
public sealed class SampledGauge
{
    private volatile Measurement<double>[] _values = [];

    internal IEnumerable<Measurement<double>> Values => _values;

    public void Set(double value) => Set([new Measurement<double>(value)]);

    public void Set(IEnumerable<Measurement<double>> values) => _values = [.. values];

    /// <summary>One value for each member of a closed list, so that what is absent counts as zero.</summary>
    /// <param name="tag">The tag's name.</param>
    /// <param name="members">All values of the tag.</param>
    /// <param name="counts">Those that occur.</param>
    public void Set(string tag, IEnumerable<string> members, IEnumerable<Tally> counts)
    {
        var known = counts.ToDictionary(count => count.Name, count => count.Count, StringComparer.Ordinal);
        Set(members.Union(known.Keys, StringComparer.Ordinal).Select(
            member => new Measurement<double>(known.GetValueOrDefault(member), new KeyValuePair<string, object?>(tag, member))));
    }
}

/// <summary>How often something occurs.</summary>
public sealed record Tally(string Name, long Count);

public static class GaugeSourceExtensions
{
    /// <summary>Adds gauges to what this service samples.</summary>
    public static IServiceCollection AddGauges<TSource>(this IServiceCollection services)
        where TSource : GaugeSource => services.AddSingleton<GaugeSource, TSource>();
}

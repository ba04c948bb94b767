using System.Diagnostics.Metrics;
using OpenTelemetry.Metrics;

namespace PenguinMails.ServiceDefaults;

/// <summary>Which meters are exported, and the buckets of their histograms.</summary>
internal static class ServiceMeters
{
    private const string OwnMeters = "PenguinMails.";

    /// <summary>From one statement of the database to one rotation with retries, in seconds.</summary>
    private static readonly double[] Seconds =
        [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300, 900];

    /// <summary>
    /// What tells calls of others apart. Not where they lead: tenants choose the hosts of webhooks, and each would be a series that is kept for ever, with its
    /// name for whoever reads metrics.
    /// </summary>
    private static readonly string[] CallLabels =
        ["http.request.method", "http.response.status_code", "url.scheme", "error.type", "network.protocol.version", "http.connection.state"];

    public static MeterProviderBuilder AddServiceMeters(this MeterProviderBuilder metrics)
    {
        metrics
            .AddAspNetCoreInstrumentation()
            .AddHttpClientInstrumentation()
            .AddRuntimeInstrumentation()
            .AddMeter("Npgsql", "MassTransit", OwnMeters + "*");
        return ((IDeferredMeterProviderBuilder)metrics).Configure((services, deferred) =>
        {
            var factory = services.GetRequiredService<IMeterFactory>();
            deferred.AddView(instrument => IsOfAnotherHost(instrument.Meter, factory) ? MetricStreamConfiguration.Drop : BucketsOf(instrument) ?? LabelsOf(instrument));
        });
    }

    /// <summary>
    /// A process may have several hosts, as tests do. What others measure is theirs: else each would say it of itself, with room set aside for each series.
    /// </summary>
    private static bool IsOfAnotherHost(Meter meter, IMeterFactory own) => meter.Scope is IMeterFactory factory && factory != own;

    // The default buckets go from 0 to 10,000, which puts every duration in seconds into the first.
    private static MetricStreamConfiguration? BucketsOf(Instrument instrument) =>
        instrument is Histogram<double> { Unit: "s" } && instrument.Meter.Name.StartsWith(OwnMeters, StringComparison.Ordinal)
            ? new ExplicitBucketHistogramConfiguration { Boundaries = Seconds }
            : null;

    private static MetricStreamConfiguration? LabelsOf(Instrument instrument) =>
        instrument.Meter.Name is "System.Net.Http" or "System.Net.NameResolution" ? new MetricStreamConfiguration { TagKeys = CallLabels } : null;
}

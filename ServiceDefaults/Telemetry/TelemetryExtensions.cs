using Npgsql;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace PenguinMails.ServiceDefaults;

public static class TelemetryExtensions
{
    /// <summary>
    /// Metrics for <c>GET /metrics</c>, always; traces, metrics and logs over OTLP when <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> is set.
    /// </summary>
    internal static void AddTelemetry(this WebApplicationBuilder builder, string service)
    {
        // Otherwise the sampler sees neither path nor method.
        AppContext.SetSwitch("Microsoft.AspNetCore.Hosting.SuppressActivityOpenTelemetryData", false);
        TraceIds.Ensure();
        builder.Logging.Configure(options => options.ActivityTrackingOptions = ActivityTrackingOptions.TraceId | ActivityTrackingOptions.SpanId);
        var exportsOtlp = !string.IsNullOrEmpty(builder.Configuration["OTEL_EXPORTER_OTLP_ENDPOINT"]);
        builder.Services.AddMetricsEndpoint();
        var telemetry = builder.Services.AddOpenTelemetry()
            .ConfigureResource(resource => resource.AddService(service).AddEnvironmentVariableDetector())
            .WithMetrics(metrics =>
            {
                metrics.AddServiceMeters().AddPrometheusExporter();
                if (exportsOtlp)
                {
                    metrics.AddOtlpExporter();
                }
            });
        if (!exportsOtlp)
        {
            return;
        }

        telemetry.WithTracing(AddTraces);
        builder.Logging.AddOpenTelemetry(logging =>
        {
            logging.SetResourceBuilder(ResourceBuilder.CreateDefault().AddService(service).AddEnvironmentVariableDetector());
            logging.IncludeFormattedMessage = true;
            logging.AddOtlpExporter();
        });
    }

    private static void AddTraces(TracerProviderBuilder traces) => traces
        .SetSampler(provider => new ParentBasedSampler(
            new RootSpanSampler(provider.GetRequiredService<TimeProvider>(), RootSpanSampler.DefaultReadsPerSecond)))
        .AddAspNetCoreInstrumentation(options => options.EnrichWithHttpResponse = (activity, response) => HttpRoutes.NameSpan(activity, response.HttpContext))
        .AddHttpClientInstrumentation()
        .AddProcessor(_ => new SecretPaths())
        .AddNpgsql()
        .AddSource("MassTransit", "PenguinMails.*")
        .AddProcessor(_ => new AbsenceIsNoError())
        .AddOtlpExporter();
}

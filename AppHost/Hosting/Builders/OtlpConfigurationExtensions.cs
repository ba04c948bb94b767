using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting;

public static class OtlpConfigurationExtensions
{
    /// <summary>Lets the resource send its telemetry to the dashboard.</summary>
    public static IResourceBuilder<T> WithOtlpExporter<T>(this IResourceBuilder<T> builder)
        where T : IResourceWithEnvironment
    {
        var configuration = builder.ApplicationBuilder.Configuration;
        return builder.WithAnnotation(new OtlpExporterAnnotation(), ResourceAnnotationMutationBehavior.Replace).WithEnvironment(context =>
        {
            var environment = context.EnvironmentVariables;
            if (context.ExecutionContext.IsPublishMode || configuration[HostConfiguration.OtlpGrpcUrl] is not { Length: > 0 } collector)
            {
                return;
            }

            environment.TryAdd("OTEL_EXPORTER_OTLP_ENDPOINT", collector);
            environment.TryAdd("OTEL_EXPORTER_OTLP_PROTOCOL", "grpc");
            environment.TryAdd("OTEL_EXPORTER_OTLP_HEADERS", new SecretText($"x-otlp-api-key={configuration[HostConfiguration.OtlpApiKey]}"));
            environment.TryAdd("OTEL_SERVICE_NAME", context.Resource.Name);
            environment.TryAdd("OTEL_RESOURCE_ATTRIBUTES", $"service.instance.id={InstanceId.Template}");

            // A developer looks at the dashboard while clicking: send often, keep everything.
            environment.TryAdd("OTEL_BLRP_SCHEDULE_DELAY", "1000");
            environment.TryAdd("OTEL_BSP_SCHEDULE_DELAY", "1000");
            environment.TryAdd("OTEL_METRIC_EXPORT_INTERVAL", "1000");
            environment.TryAdd("OTEL_TRACES_SAMPLER", "always_on");
        });
    }
}

/// <summary>Stands in environment values for the part of the instance's name that tells replicas apart.</summary>
internal static class InstanceId
{
    public const string Template = "{{instance-id}}";
}

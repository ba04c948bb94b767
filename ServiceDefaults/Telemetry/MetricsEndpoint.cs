namespace PenguinMails.ServiceDefaults;

/// <summary>
/// <c>GET /metrics</c> for Prometheus. Services answer it on their own port, which the gateway does not forward. A process whose port
/// is public sets <c>Metrics:Port</c>: then only that port answers it, and that port answers nothing else.
/// </summary>
public static class MetricsEndpoint
{
    internal const string Path = "/metrics";

    /// <summary>The setting of a process whose port is public.</summary>
    public const string PortSetting = "Metrics:Port";

    /// <summary>Value of <see cref="PortSetting"/>: no port answers.</summary>
    public const string NoPort = "none";

    internal static void AddMetricsEndpoint(this IServiceCollection services) => services.AddHostedService<GaugeSampler>();

    /// <summary>Answers on the metrics port alone, when there is one. Comes first in the pipeline: that port needs nothing else.</summary>
    internal static void UseMetricsPort(this WebApplication app)
    {
        if (app.Configuration[PortSetting] is { Length: > 0 } setting)
        {
            var port = setting == NoPort ? -1 : int.Parse(setting, CultureInfo.InvariantCulture);
            // Every spelling that the router matches to this path, a slash at the end and other cases included.
            app.Use((context, next) => (context.Connection.LocalPort == port) == context.Request.Path.StartsWithSegments(Path, StringComparison.OrdinalIgnoreCase)
                ? next(context)
                : NotFoundAsync(context));
        }
    }

    internal static void MapMetrics(this WebApplication app) => app.MapPrometheusScrapingEndpoint(Path).AllowAnonymous().DisableRateLimiting();

    private static Task NotFoundAsync(HttpContext context) => new ApiProblem(ProblemCatalog.NotFound).ExecuteAsync(context);
}

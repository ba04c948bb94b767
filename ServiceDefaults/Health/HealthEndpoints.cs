using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace PenguinMails.ServiceDefaults;

/// <summary><c>/alive</c>: the process runs. <c>/health</c>: everything it needs answers.</summary>
internal static class HealthEndpoints
{
    public static void MapHealth(this IEndpointRouteBuilder routes)
    {
        routes.MapHealthChecks("/alive", new HealthCheckOptions { Predicate = _ => false }).AllowAnonymous();
        routes.MapHealthChecks("/health", new HealthCheckOptions { ResponseWriter = WriteAsync }).AllowAnonymous();
    }

    private static Task WriteAsync(HttpContext context, HealthReport report)
    {
        var status = report.Status.ToString();
        var checks = report.Entries.ToDictionary(
            entry => entry.Key,
            entry => new { status = entry.Value.Status.ToString(), entry.Value.Description },
            StringComparer.Ordinal);
        if (report.Status != HealthStatus.Unhealthy)
        {
            return context.Response.WriteAsJsonAsync(new { status, checks });
        }

        var unhealthy = report.Entries
            .Where(entry => entry.Value.Status == HealthStatus.Unhealthy).Select(entry => entry.Key).Order(StringComparer.Ordinal).ToArray();
        return new ApiProblem(ProblemCatalog.DependencyUnavailable)
        {
            Detail = $"Not healthy: {string.Join(", ", unhealthy)}.",
            Extensions = new() { ["healthStatus"] = status, ["unhealthy"] = unhealthy, ["checks"] = checks },
        }.ExecuteAsync(context);
    }
}

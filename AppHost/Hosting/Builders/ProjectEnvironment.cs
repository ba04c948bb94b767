using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting;

/// <summary>Tells a project which ports to listen on.</summary>
internal static class ProjectEnvironment
{
    public static void Add(EnvironmentCallbackContext context, ProjectResource project)
    {
        var http = project.GetEndpoints().Where(endpoint => endpoint.Scheme is "http" or "https").ToArray();
        if (http.Length == 0)
        {
            return;
        }

        context.EnvironmentVariables.TryAdd("ASPNETCORE_FORWARDEDHEADERS_ENABLED", "true");
        if (context.ExecutionContext.IsPublishMode)
        {
            AddPorts(context, "HTTP_PORTS", http.Where(endpoint => endpoint.IsHttp));
            AddPorts(context, "HTTPS_PORTS", http.Where(endpoint => endpoint.IsHttps));
            return;
        }

        var urls = new ReferenceExpressionBuilder();
        foreach (var endpoint in http)
        {
            urls.AppendLiteral($"{(urls.IsEmpty ? "" : ";")}{endpoint.Scheme}://{endpoint.EndpointAnnotation.TargetHost}:");
            urls.AppendFormatted(endpoint.Property(EndpointProperty.TargetPort));
        }

        context.EnvironmentVariables.TryAdd("ASPNETCORE_URLS", urls.Build());
    }

    private static void AddPorts(EnvironmentCallbackContext context, string name, IEnumerable<EndpointReference> endpoints)
    {
        var ports = new ReferenceExpressionBuilder();
        foreach (var endpoint in endpoints)
        {
            ports.AppendLiteral(ports.IsEmpty ? "" : ";");
            ports.AppendFormatted(endpoint.Property(EndpointProperty.TargetPort));
        }

        if (!ports.IsEmpty)
        {
            context.EnvironmentVariables.TryAdd(name, ports.Build());
        }
    }
}

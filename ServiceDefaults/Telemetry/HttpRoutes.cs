namespace PenguinMails.ServiceDefaults;

/// <summary>
/// The route in the span of a request. The gateway's own routes end with a wildcard, so the service that answers reports its route
/// in a response header, which the gateway takes off.
/// </summary>
public static class HttpRoutes
{
    /// <summary>Response header of a service: the route template that matched. Only in traced requests; never sent to clients.</summary>
    public const string Header = "X-Http-Route";

    private static readonly object BackendRoute = new();

    /// <summary>Keeps the route that the service behind the gateway reported.</summary>
    public static void SetBackendRoute(HttpContext context, string route) => context.Items[BackendRoute] = route;

    /// <summary>Names the server span by method and route. Runs after the instrumentation has set its own name.</summary>
    internal static void NameSpan(Activity activity, HttpContext context)
    {
        if ((context.Items.TryGetValue(BackendRoute, out var reported) ? (string?)reported : RouteOf(context)) is not { } route)
        {
            return;
        }

        activity.DisplayName = $"{context.Request.Method} {route}";
        activity.SetTag("http.route", route);
    }

    /// <summary>The template of the endpoint, without its wildcard; null when no route matched.</summary>
    internal static string? RouteOf(HttpContext context)
    {
        var template = (context.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText;
        var wildcard = template?.IndexOf("/{**", StringComparison.Ordinal) ?? -1;
        return wildcard < 0 ? template : template![..wildcard];
    }
}

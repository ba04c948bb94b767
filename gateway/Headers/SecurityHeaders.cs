namespace PenguinMails.Gateway.Headers;

/// <summary>Response headers that forbid content sniffing, framing and, for the API, caching.</summary>
internal sealed class SecurityHeaders : IStartupFilter
{
    private const string HstsForAYear = "max-age=31536000; includeSubDomains";
    private const string Nothing = "default-src 'none'; frame-ancestors 'none'";

    // A report that people read and print. Nothing else of a page works.
    private const string OwnStylesOnly = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'";

    /// <summary>First in the pipeline, so that no answer goes without.</summary>
    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        app.Use((context, rest) =>
        {
            context.Response.OnStarting(Set, context);
            return rest(context);
        });
        next(app);
    };

    private static Task Set(object state)
    {
        var context = (HttpContext)state;
        var headers = context.Response.Headers;
        headers.Remove("Server");
        headers.Remove(HttpRoutes.Header); // for traces, between processes
        headers.XContentTypeOptions = "nosniff";
        headers.XFrameOptions = "DENY";
        headers["Referrer-Policy"] = "no-referrer";
        if (!PageRoutes.IsPage(context.GetEndpoint()) || headers.ContentSecurityPolicy.Count == 0) // the portal has a policy of its own
        {
            headers.ContentSecurityPolicy =
                context.Response.ContentType?.StartsWith("text/html", StringComparison.OrdinalIgnoreCase) == true ? OwnStylesOnly : Nothing;
        }

        if (context.Request.Path.StartsWithSegments("/api", StringComparison.OrdinalIgnoreCase))
        {
            headers.CacheControl = "no-store";
        }

        if (context.Request.IsHttps)
        {
            headers.StrictTransportSecurity = HstsForAYear;
        }

        return Task.CompletedTask;
    }
}

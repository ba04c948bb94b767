using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;

namespace PenguinMails.ServiceDefaults;

/// <summary>Gives server spans their route, and every answer its trace id.</summary>
internal static class RequestNames
{
    public static Task NameAsync(HttpContext context, RequestDelegate next)
    {
        if (context.Features.Get<IHttpActivityFeature>()?.Activity is { } activity)
        {
            context.Response.OnStarting(() =>
            {
                context.Response.Headers["X-Trace-Id"] = activity.TraceId.ToHexString();
                return Task.CompletedTask;
            });
            if (context.GetEndpoint() is RouteEndpoint { RoutePattern.RawText: { } route })
            {
                activity.DisplayName = $"{context.Request.Method} {route}";
                activity.SetTag("http.route", route);
            }
        }

        return next(context);
    }
}

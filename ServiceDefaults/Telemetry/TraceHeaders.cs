using Microsoft.AspNetCore.Http.Features;

namespace PenguinMails.ServiceDefaults;

/// <summary>Gives every answer its trace id, and the route to the gateway where the request is traced.</summary>
internal static class TraceHeaders
{
    public static Task SetAsync(HttpContext context, RequestDelegate next)
    {
        if (context.Features.Get<IHttpActivityFeature>() is not null)
        {
            context.Response.OnStarting(Set, context);
        }

        return next(context);
    }

    private static Task Set(object state)
    {
        var context = (HttpContext)state;
        if (context.Features.Get<IHttpActivityFeature>()?.Activity is not { } activity)
        {
            return Task.CompletedTask;
        }

        context.Response.Headers["X-Trace-Id"] = activity.TraceId.ToHexString();
        if (activity.Recorded && HttpRoutes.RouteOf(context) is { } route)
        {
            context.Response.Headers[HttpRoutes.Header] = route;
        }

        return Task.CompletedTask;
    }
}

using Yarp.ReverseProxy.Transforms;

namespace PenguinMails.Gateway.Headers;

/// <summary>Takes the route that a service reports off the answer, for the span of the request; clients never see it.</summary>
internal static class BackendRoute
{
    public static ValueTask TakeAsync(ResponseTransformContext context)
    {
        var headers = context.HttpContext.Response.Headers;
        if (headers.TryGetValue(HttpRoutes.Header, out var route))
        {
            headers.Remove(HttpRoutes.Header);
            HttpRoutes.SetBackendRoute(context.HttpContext, route.ToString());
        }

        return default;
    }
}

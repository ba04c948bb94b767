using Yarp.ReverseProxy.Forwarder;

namespace PenguinMails.Gateway.Routing;

/// <summary>
/// Sends a request that only reads once more, to another instance if there is one, when the first could not be reached or died
/// before it answered. A request that changes something is never repeated: it may have happened.
/// </summary>
internal static class SafeRetry
{
    public static async Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        await next(context);
        if (!(HttpMethods.IsGet(context.Request.Method) || HttpMethods.IsHead(context.Request.Method))
            || context.Response.HasStarted
            || context.RequestAborted.IsCancellationRequested
            || context.GetForwarderErrorFeature()?.Error is not ForwarderError.Request)
        {
            return;
        }

        var first = context.GetReverseProxyFeature();
        context.Response.Clear();
        context.Features.Set<IForwarderErrorFeature>(null);
        context.ReassignProxyRequest(first.Route.Cluster!);
        var second = context.GetReverseProxyFeature();
        var others = second.AvailableDestinations.Where(destination => destination != first.ProxiedDestination).ToList();
        if (others.Count > 0)
        {
            second.AvailableDestinations = others;
        }

        await next(context);
    }
}

using System.Net;
using PenguinMails.Gateway.Headers;
using Yarp.ReverseProxy.Transforms;

namespace PenguinMails.Gateway.Routing;

/// <summary>
/// While the portal is upgraded, its instances have the files of two builds, and a page names those of one. A file that an instance does not
/// have is asked of the others.
/// </summary>
internal static class AssetRetry
{
    private static readonly PathString Assets = "/assets";
    private static readonly object HasOthers = new();

    public static async Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        var left = context.GetReverseProxyFeature().AvailableDestinations.ToList();
        if (left.Count < 2 || !context.Request.Path.StartsWithSegments(Assets, StringComparison.Ordinal) || !PageRoutes.IsPage(context.GetEndpoint()))
        {
            await next(context);
            return;
        }

        while (true)
        {
            context.Items[HasOthers] = left.Count > 1;
            await next(context);
            var asked = context.GetReverseProxyFeature();
            if (left.Count == 1 || context.Response.HasStarted || context.Response.StatusCode != StatusCodes.Status404NotFound || context.RequestAborted.IsCancellationRequested)
            {
                return;
            }

            left = [.. left.Where(destination => destination != asked.ProxiedDestination)];
            context.Response.Clear();
            context.ReassignProxyRequest(asked.Route.Cluster!);
            context.GetReverseProxyFeature().AvailableDestinations = left;
        }
    }

    /// <summary>Holds back the answer of an instance that does not have the file, while there are others.</summary>
    public static ValueTask HoldBackAsync(ResponseTransformContext context)
    {
        if (context.ProxyResponse?.StatusCode == HttpStatusCode.NotFound && context.HttpContext.Items[HasOthers] is true)
        {
            context.SuppressResponseBody = true;
        }

        return default;
    }
}

using Yarp.ReverseProxy.Model;

namespace PenguinMails.Gateway.Headers;

/// <summary>Tells the routes of the portal from those of the API.</summary>
internal static class PageRoutes
{
    /// <summary>The mark of a route of the portal in its metadata.</summary>
    public const string Metadata = "page";

    public static bool IsPage(Endpoint? endpoint) => endpoint?.Metadata.GetMetadata<RouteModel>()?.Config.Metadata?.ContainsKey(Metadata) == true;
}

using Yarp.ReverseProxy.Configuration;
using Yarp.ReverseProxy.Transforms;

namespace PenguinMails.Gateway.Headers;

/// <summary>
/// What of a request's headers reaches a service: those that the API, or the portal, knows, and the caller's address as the gateway saw it.
/// Everything else a client may send, internal headers above all, ends here.
/// </summary>
internal static class ForwardedHeaderRules
{
    private static readonly string[] Known =
    [
        "Accept", "Accept-Language", "Authorization", "Content-Length", "Content-Type", "Github-Public-Key-Identifier", "Github-Public-Key-Signature",
        "Idempotency-Key", "If-Match", "If-None-Match", "Last-Event-ID", "User-Agent", "X-Step-Up",
    ];

    // A browser's session is a cookie of the portal.
    private static readonly string[] KnownToPortal =
    [
        "Accept", "Accept-Encoding", "Accept-Language", "Content-Length", "Content-Type", "Cookie", "Idempotency-Key", "If-Match", "If-None-Match",
        "Last-Event-ID", "Sec-Fetch-Site", "User-Agent", "X-Anti-Forgery",
    ];

    public static RouteConfig Apply(bool isPage, RouteConfig route) => route
        .WithTransformRequestHeadersAllowed(isPage ? KnownToPortal : Known)
        .WithTransformXForwarded(xDefault: ForwardedTransformActions.Remove, xFor: ForwardedTransformActions.Set);
}

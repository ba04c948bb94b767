using System.Collections.Frozen;
using System.Net;
using System.Net.Http.Headers;
using PenguinMails.Portal.SignIn;
using Yarp.ReverseProxy.Forwarder;

namespace PenguinMails.Portal.Forwarding;

/// <summary>Makes a page's call a call of the API: without cookies, with the session's tokens.</summary>
/// <param name="accessToken">The session's token; null for calls without a session.</param>
/// <param name="grant">Its step-up grant; null when there is none.</param>
/// <param name="endSession">Called when the API does not know the session.</param>
internal sealed class ApiTransformer(string? accessToken, string? grant, Func<Task>? endSession) : HttpTransformer
{
    /// <summary>What the portal's own addresses have in front of the API's.</summary>
    public const string Prefix = "/portal";

    public static readonly ApiTransformer WithoutSession = new(accessToken: null, grant: null, endSession: null);

    private static readonly FrozenSet<string> Forwarded = FrozenSet.ToFrozenSet(
        ["Accept", "Accept-Language", "Idempotency-Key", "If-Match", "If-None-Match", "Last-Event-ID"], StringComparer.OrdinalIgnoreCase);

    public override async ValueTask TransformRequestAsync(
        HttpContext httpContext, HttpRequestMessage proxyRequest, string destinationPrefix, CancellationToken cancellationToken)
    {
        await base.TransformRequestAsync(httpContext, proxyRequest, destinationPrefix, cancellationToken);
        foreach (var name in proxyRequest.Headers.Select(header => header.Key).Where(name => !Forwarded.Contains(name)).ToList())
        {
            proxyRequest.Headers.Remove(name);
        }

        proxyRequest.Headers.Host = null;
        var path = httpContext.Request.Path.Value![Prefix.Length..];
        proxyRequest.RequestUri = RequestUtilities.MakeDestinationAddress(destinationPrefix, path, LastEvent.TakeFrom(httpContext.Request, proxyRequest));
        BrowserHeaders.Of(httpContext).AddTo(proxyRequest);
        if (accessToken is not null)
        {
            proxyRequest.Headers.Authorization = new AuthenticationHeaderValue(AccessExtensions.Scheme, accessToken);
        }

        if (grant is not null)
        {
            proxyRequest.Headers.TryAddWithoutValidation("X-Step-Up", grant);
        }
    }

    public override async ValueTask<bool> TransformResponseAsync(
        HttpContext httpContext, HttpResponseMessage? proxyResponse, CancellationToken cancellationToken)
    {
        var forwards = await base.TransformResponseAsync(httpContext, proxyResponse, cancellationToken);
        httpContext.Response.Headers.Remove("Set-Cookie"); // the portal's cookies are its own
        httpContext.Response.Headers.Remove("WWW-Authenticate"); // pages have no token to send
        if (proxyResponse?.StatusCode == HttpStatusCode.Unauthorized && endSession is not null)
        {
            await endSession();
        }

        return forwards;
    }
}

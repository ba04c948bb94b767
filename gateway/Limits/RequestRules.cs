using System.Collections.Frozen;
using Microsoft.AspNetCore.Http.Features;
using PenguinMails.Gateway.Headers;

namespace PenguinMails.Gateway.Limits;

/// <summary>Refuses requests of a form that the API never has, before anybody works on them.</summary>
internal static class RequestRules
{
    /// <summary>
    /// Up to this size Kestrel takes request line and headers, so that what is too long for the API is answered here. Beyond, Kestrel answers by itself
    /// (<see cref="UnreadRequests"/>) and ends the connection.
    /// </summary>
    public const int KestrelLimit = 64 * 1024;

    /// <summary>As <see cref="KestrelLimit"/>, for the number of headers.</summary>
    public const int KestrelHeaderCount = 1000;

    private const int TargetLimit = 7 * 1024; // characters; the services take a request line of 8 KiB
    private const int HeaderLimit = 16 * 1024; // characters
    private const int HeaderCountLimit = 100;
    private const string Methods = "GET, POST, PUT, PATCH, DELETE";
    private static readonly FrozenSet<string> KnownMethods = Methods.Split(", ").ToFrozenSet(StringComparer.Ordinal);

    public static Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        if (!KnownMethods.Contains(context.Request.Method) && !AsksForHeadOfPage(context))
        {
            context.Response.Headers.Allow = Methods;
            return new ApiProblem(ProblemCatalog.MethodNotAllowed).ExecuteAsync(context);
        }

        var target = context.Features.Get<IHttpRequestFeature>()?.RawTarget;
        if (target?.Length > TargetLimit)
        {
            return new ApiProblem(ProblemCatalog.UriTooLong).ExecuteAsync(context);
        }

        if (context.Request.Headers.Count > HeaderCountLimit || LengthOf(context.Request.Headers) > HeaderLimit)
        {
            return new ApiProblem(ProblemCatalog.HeadersTooLarge).ExecuteAsync(context);
        }

        // An encoded slash may be one for a service although it was none for the route table.
        return HidesSlash(target)
            ? new ApiProblem(ProblemCatalog.NotFound).ExecuteAsync(context)
            : next(context);
    }

    private static bool AsksForHeadOfPage(HttpContext context) => HttpMethods.IsHead(context.Request.Method) && PageRoutes.IsPage(context.GetEndpoint());

    private static int LengthOf(IHeaderDictionary headers)
    {
        var length = 0;
        foreach (var (name, values) in headers)
        {
            length += name.Length;
            foreach (var value in values)
            {
                length += value?.Length ?? 0;
            }
        }

        return length;
    }

    private static bool HidesSlash(ReadOnlySpan<char> target)
    {
        var query = target.IndexOf('?');
        var path = query < 0 ? target : target[..query];
        return path.Contains("%2f", StringComparison.OrdinalIgnoreCase) || path.Contains("%5c", StringComparison.OrdinalIgnoreCase)
            || path.Contains('\\');
    }
}

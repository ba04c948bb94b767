using System.Collections.Frozen;
using Microsoft.AspNetCore.Http.Features;

namespace PenguinMails.Gateway.Limits;

/// <summary>Refuses requests of a form that the API never has, before anybody works on them.</summary>
internal static class RequestRules
{
    private const int HeaderLimit = 16 * 1024; // characters; Kestrel itself ends the connection at 32 KiB
    private const string Methods = "GET, POST, PUT, PATCH, DELETE";
    private static readonly FrozenSet<string> KnownMethods = Methods.Split(", ").ToFrozenSet(StringComparer.Ordinal);

    public static Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        if (!KnownMethods.Contains(context.Request.Method))
        {
            context.Response.Headers.Allow = Methods;
            return new ApiProblem(ProblemCatalog.MethodNotAllowed).ExecuteAsync(context);
        }

        if (LengthOf(context.Request.Headers) > HeaderLimit)
        {
            return new ApiProblem(ProblemCatalog.HeadersTooLarge).ExecuteAsync(context);
        }

        // An encoded slash may be one for a service although it was none for the route table.
        return HidesSlash(context.Features.Get<IHttpRequestFeature>()?.RawTarget)
            ? new ApiProblem(ProblemCatalog.NotFound).ExecuteAsync(context)
            : next(context);
    }

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

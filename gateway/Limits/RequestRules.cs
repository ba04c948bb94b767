using Microsoft.AspNetCore.Http.Features;
using PenguinMails.ServiceDefaults;

namespace PenguinMails.Gateway.Limits;

/// <summary>Refuses requests of a form that the API never has, before anybody works on them.</summary>
internal static class RequestRules
{
    private const int HeaderLimit = 16 * 1024; // characters; Kestrel itself ends the connection at 32 KiB
    private const string Methods = "GET, POST, PUT, PATCH, DELETE";

    public static Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        if (!Methods.Split(", ").Contains(context.Request.Method, StringComparer.Ordinal))
        {
            context.Response.Headers.Allow = Methods;
            return new ApiProblem(ProblemCatalog.MethodNotAllowed).ExecuteAsync(context);
        }

        if (context.Request.Headers.Sum(header => header.Key.Length + header.Value.Sum(value => value?.Length ?? 0)) > HeaderLimit)
        {
            return new ApiProblem(ProblemCatalog.HeadersTooLarge).ExecuteAsync(context);
        }

        // An encoded slash may be one for a service although it was none for the route table.
        var target = context.Features.Get<IHttpRequestFeature>()?.RawTarget.Split('?')[0] ?? "";
        return target.Contains("%2f", StringComparison.OrdinalIgnoreCase) || target.Contains("%5c", StringComparison.OrdinalIgnoreCase)
            || target.Contains('\\', StringComparison.Ordinal)
            ? new ApiProblem(ProblemCatalog.NotFound).ExecuteAsync(context)
            : next(context);
    }
}

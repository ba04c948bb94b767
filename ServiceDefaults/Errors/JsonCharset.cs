using Microsoft.AspNetCore.Http.Features;
using Microsoft.Net.Http.Headers;

namespace PenguinMails.ServiceDefaults;

/// <summary>
/// JSON is UTF-8 (RFC 8259, 8.1), and a charset may be quoted (RFC 9110, 8.3.1). ASP.NET takes a quoted or unknown one for a bug of the
/// service; here it is written as ASP.NET reads it, or refused.
/// </summary>
internal static class JsonCharset
{
    private const string Utf8 = "utf-8";
    private static readonly string[] Accepted = [Utf8, "us-ascii"]; // ASCII is UTF-8 as well

    public static Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        var request = context.Request;
        if (context.Features.Get<IHttpRequestBodyDetectionFeature>()?.CanHaveBody != true
            || !MediaTypeHeaderValue.TryParse(request.ContentType, out var type)
            || !IsJson(type)
            || !type.Charset.HasValue)
        {
            return next(context);
        }

        var charset = HeaderUtilities.RemoveQuotes(type.Charset).ToString();
        if (!Accepted.Contains(charset, StringComparer.OrdinalIgnoreCase))
        {
            return new ApiProblem(ProblemCatalog.UnsupportedMediaType)
            {
                Detail = "JSON is UTF-8. Send 'Content-Type: application/json', or with 'charset=utf-8'.",
            }.ExecuteAsync(context);
        }

        type.Charset = Utf8;
        request.ContentType = type.ToString();
        return next(context);
    }

    private static bool IsJson(MediaTypeHeaderValue type) =>
        type.MediaType.Equals("application/json", StringComparison.OrdinalIgnoreCase) || type.Suffix.Equals("json", StringComparison.OrdinalIgnoreCase);
}
